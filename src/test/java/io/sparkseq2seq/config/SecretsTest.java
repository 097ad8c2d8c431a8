package io.sparkseq2seq.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
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
}
