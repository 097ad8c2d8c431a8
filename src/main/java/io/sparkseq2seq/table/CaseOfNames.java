package io.sparkseq2seq.table;

import io.sparkseq2seq.config.UserException;
import java.util.Arrays;
import org.apache.spark.sql.types.StructType;

/** Names of columns that differ in case only: two columns of a file, one to most tools. */
final class CaseOfNames {
    private CaseOfNames() {}

    /** @throws UserException when there are such */
    static void refuse(StructType schema, String path) {
        var names = schema.fieldNames();
        for (int i = 0; i < names.length; i++) {
            var name = names[i];
            Arrays.stream(names, 0, i)
                    .filter(name::equalsIgnoreCase)
                    .findFirst()
                    .ifPresent(other -> {
                        throw new UserException(
                                "the columns '" + other + "' and '" + name + "' differ in case only",
                                path,
                                "Rename or drop one of them first.");
                    });
        }
    }
}
