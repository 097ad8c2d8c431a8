package io.sparkseq2seq.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkseq2seq.config.Settings;
import io.sparkseq2seq.config.UserException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecurityTest {
    private static Security security(Map<String, String> spark, Map<String, String> environment) {
        return Security.of(key -> Optional.ofNullable(spark.get(key)), environment);
    }

    @ParameterizedTest
    @ValueSource(strings = {"yarn", "k8s://https://host:6443", "local[2]"})
    void otherClustersMakeTheirSecretThemselves(String master) {
        var security = security(Map.of("spark.master", master), Map.of("_SPARK_AUTH_SECRET", "s"));
        assertThat(security.secret()).isEmpty();
        assertThat(security.properties())
                .containsEntry("spark.authenticate", "true")
                .containsEntry("spark.network.crypto.enabled", "true")
                .containsEntry("spark.network.crypto.authEngineVersion", "2")
                .containsEntry("spark.io.encryption.enabled", "true");
    }

    @Test
    void aStandaloneClusterHasOneSecretThatSparkOrTheEnvironmentKnows() {
        var standalone = Map.of("spark.master", "spark://host:7077");
        assertThat(security(standalone, Map.of("_SPARK_AUTH_SECRET", "s")).secret())
                .contains("s");
        assertThat(security(
                                Map.of("spark.master", "spark://host:7077", "spark.authenticate.secret", "s"),
                                Map.of("_SPARK_AUTH_SECRET", "t"))
                        .secret())
                .isEmpty();
        assertThatThrownBy(() -> security(standalone, Map.of("_SPARK_AUTH_SECRET", "")))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("needs the secret");
    }

    @Test
    void pagesAreServedOnlyWhereSomebodyAsksWhoLooks() {
        assertThat(security(Map.of("spark.master", "yarn"), Map.of()).properties())
                .containsEntry("spark.acls.enable", "true")
                .doesNotContainKey("spark.ui.enabled");
        assertThat(security(Map.of("spark.master", "k8s://host"), Map.of()).properties())
                .containsEntry("spark.ui.enabled", "false");
        assertThat(security(Map.of("spark.master", "k8s://host", "spark.ui.filters", "my.Filter"), Map.of())
                        .properties())
                .doesNotContainKey("spark.ui.enabled");
    }

    @Test
    void aShuffleServiceOfTheClusterIsSpokenToAsItMayUnderstand() {
        assertThat(security(Map.of("spark.master", "yarn", "spark.shuffle.service.enabled", "true"), Map.of())
                        .properties())
                .doesNotContainKey("spark.network.crypto.authEngineVersion")
                .containsEntry("spark.network.crypto.enabled", "true");
    }

    @Test
    void whatIsSwitchedOffIsAMistakeAndNotSilentlySo() {
        assertThatThrownBy(() -> security(Map.of("spark.io.encryption.enabled", "false"), Map.of()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("spark.io.encryption.enabled is false");
        assertThatThrownBy(() -> Security.check(key -> Optional.empty()))
                .isInstanceOf(UserException.class)
                .hasMessageContaining("is not set");
    }

    @Test
    void sparkSubmitIsToldOfAllButTheSecret() {
        var options = SubmitOptions.read(
                List.of("--master", "spark://host:7077", "--conf", "spark.authenticate.secret=hidden"), Map.of());
        var settings = Settings.load(Optional.empty(), List.of("spark.secure=true"));
        var command = SubmitCommand.of(
                options,
                JobArguments.of(List.of("train")),
                settings,
                "x.jar",
                Optional.empty(),
                List.of(),
                (path, most) -> Optional.empty(),
                Configuration::new);
        assertThat(command).contains("spark.authenticate=true", "spark.io.encryption.enabled=true");
        assertThat(command.stream().filter(word -> word.contains("hidden")))
                .containsExactly("spark.authenticate.secret=hidden");
    }
}
