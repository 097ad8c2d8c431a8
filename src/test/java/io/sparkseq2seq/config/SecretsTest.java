package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "s3a://KEY:SECRET@bucket/a b | s3a://***@bucket/a b",
                "s3a://KEY:SEC/RET+x=@bucket/path | s3a://***@bucket/path",
                "see s3a://K:p@ss@bucket, and hdfs://u:p@host:9000/x | see s3a://***@bucket, and hdfs://***@host:9000/x",
                "https://TOKEN@host/x?y=1 | https://***@host/x?y=1",
                "wasbs://container:KEY@account/x | wasbs://***@account/x",
                "jdbc:postgresql://host/db?user=me&password=hunter2&ssl=on"
                        + " | jdbc:postgresql://host/db?user=me&password=***&ssl=on",
                "jdbc:sqlserver://host:1433;databaseName=x;Password=hunter2; | jdbc:sqlserver://host:1433;databaseName=x;Password=***;",
                "jdbc:oracle:thin:scott/tiger@host:1521/x | jdbc:oracle:thin:***@host:1521/x",
                "https://a.blob/x?sv=2020&sig=abc%2F1 | https://a.blob/x?sv=2020&sig=***",
                "https://b/x?X-Amz-Credential=AK&X-Amz-Signature=ff | https://b/x?X-Amz-Credential=***&X-Amz-Signature=***",
                "password=hunter2 | password=***",
                "translate.options.read = [ \"user=me\", \"password=hunter2\" ]"
                        + " | translate.options.read = [ \"user=me\", \"password=***\" ]",
                "{\"fs.s3a.secret.key\" : \"ab\\\"c\", \"x\":1} | {\"fs.s3a.secret.key\" : ***, \"x\":1}",
                "spark.hadoop.fs.azure.account.key.me.dfs.core.windows.net=abc== x"
                        + " | spark.hadoop.fs.azure.account.key.me.dfs.core.windows.net=*** x",
                "fs.azure.sas.data.me.blob.core.windows.net = sv=1 | fs.azure.sas.data.me.blob.core.windows.net = ***",
                "auth_token='a b' sslKeyPassword=x | auth_token=*** sslKeyPassword=***",
                "Authorization: Bearer abc.def-123 | Authorization: Bearer ***",
                "curl -H Bearer abcdefgh1 | curl -H Bearer ***",
                "https://b/x?aws_secret_access_key=ff&api-key=1 | https://b/x?aws_secret_access_key=***&api-key=***",
            })
    void whatOpensAPathIsMasked(String text, String masked) {
        assertThat(Secrets.masked(text)).isEqualTo(masked);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hdfs://host:9000/data/me@work/x",
                "abfss://container@account.dfs.core.windows.net/x",
                "s3a://bucket/date=2024-01-01/token=b/x",
                "train.max-tokens = 3 is out of range (my.conf:3)",
                "file:///a/b@c",
                "me@example.org",
                "preprocess.filters = [ { tokens { max = 60 } } ]",
                "train.valid.max-tokens=7 evaluate.tokenize=zh token-budget: 3",
                "unexpected token: '='; expected a key = value",
                "translate.key = [ id ] key=value",
                "InvalidAccessKeyId: The key is not known; ExpiredToken: it is old",
                "secret sauce: none",
            })
    void otherTextStaysAsItIs(String text) {
        assertThat(Secrets.masked(text)).isEqualTo(text);
    }

    @Test
    void settingsAreWrittenWithoutTheirSecretsAndStillReadBack() {
        var settings = Settings.load(Optional.empty(), List.of("train.model=s3a://KEY:SECRET@bucket/model"));
        assertThat(settings.train().model()).contains("SECRET");
        assertThat(settings.render()).doesNotContain("SECRET").contains("model = \"s3a://***@bucket/model\"");
        assertThat(Settings.parse(settings.render()).train().model()).isEqualTo("s3a://***@bucket/model");
    }

    @Test
    void messagesHaveNoSecrets() {
        assertThatThrownBy(() -> Settings.load(Optional.empty(), List.of("train.epochs=s3a://KEY:SECRET@bucket/x")))
                .hasMessageContaining("train.epochs = s3a://***@bucket/x is not")
                .hasMessageNotContaining("SECRET");
        assertThatThrownBy(() -> Settings.load(Optional.of("s3a://KEY:SECRET@bucket/x"), List.of()))
                .hasMessageNotContaining("SECRET");
    }

    @Test
    void optionsOfAReaderHaveNoSecretsWhereSettingsAreWritten() {
        var settings = Settings.load(
                Optional.empty(), List.of("translate.options.read=[\"user=me\", \"password=hunter2, hunter2\"]"));
        assertThat(settings.translate().options().read()).containsExactly("user=me", "password=hunter2, hunter2");
        assertThat(settings.render()).doesNotContain("hunter2").contains("\"password=***\"", "\"user=me\"");
    }

    @ParameterizedTest
    @CsvSource({
        "spark.hadoop.fs.s3a.secret.key, x, true",
        "spark.hadoop.fs.azure.account.key.me.dfs.core.windows.net, x, true",
        "spark.hadoop.fs.azure.sas.data.me.blob.core.windows.net, x, true",
        "sun.java.command, io.sparkseq2seq.App train train.model=s3a://KEY:SECRET@bucket/model, true",
        "spark.some.url, https://a.blob/x?sv=1&sig=abc, true",
        "spark.master, spark://host:7077, false",
        "spark.hadoop.fs.defaultFS, hdfs://host:9000/data/me@work, false",
        "spark.seq2seq.models.en-de, abfss://container@account.dfs.core.windows.net/x, false",
    })
    void sparkHidesWhatIsSecretByItsNameOrHoldsAPassword(String key, String value, boolean hidden) {
        var secret = Pattern.compile(Secrets.redactions().get("spark.redaction.regex"));
        // As Spark looks: at the name, then at the value.
        assertThat(secret.matcher(key).find() || secret.matcher(value).find()).isEqualTo(hidden);
    }

    @Test
    void plansOfSparkHaveNoPasswords() {
        var plan = "FileScan text [value] Location: [s3a://KEY:SECRET@bucket/in, hdfs://host:9000/x]";
        assertThat(plan.replaceAll(Secrets.redactions().get("spark.redaction.string.regex"), "#"))
                .isEqualTo("FileScan text [value] Location: [s3a://#bucket/in, hdfs://host:9000/x]");
    }
}
