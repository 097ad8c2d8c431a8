package io.sparkseq2seq.corpus;

import io.sparkseq2seq.align.Lexicon;
import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.parallel.Pairs;
import io.sparkseq2seq.storage.Checksums;
import io.sparkseq2seq.storage.Kind;
import io.sparkseq2seq.storage.Published;
import io.sparkseq2seq.storage.TextFiles;
import io.sparkseq2seq.subword.Subwords;
import io.sparkseq2seq.table.ParquetTable;
import java.io.ByteArrayInputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * A corpus that {@link PreprocessJob} made.
 *
 * <p>The id of a pair is its line's number in the training text, from 0; those of a validation or test set that was
 * given apart go on from there. So ids are unique, and the same on every run.
 *
 * <pre>{@code
 * var corpus = Corpus.open("hdfs:///corpus", hadoop);
 * corpus.read(spark, "train").show();   // id: bigint, source: array<int>, target: array<int>
 * }</pre>
 *
 * @param path where its files lie
 * @param manifest what it holds
 * @param sourceSubwords of the source side
 * @param targetSubwords of the target side; the same model when joint
 */
public record Corpus(String path, Manifest manifest, Subwords sourceSubwords, Subwords targetSubwords) {
    /** As a corpus stores them: token ids instead of text. */
    static final StructType ENCODED = new StructType()
            .add(Pairs.ID, DataTypes.LongType, false)
            .add(Pairs.SOURCE, DataTypes.createArrayType(DataTypes.IntegerType, false), false)
            .add(Pairs.TARGET, DataTypes.createArrayType(DataTypes.IntegerType, false), false);

    /** A corpus's sets, in the order in which they are made. */
    static final List<String> SETS = List.of("train", "valid", "test");

    static final String SOURCE_SUBWORDS = "subwords.source";
    static final String TARGET_SUBWORDS = "subwords.target";

    static final String LEXICON = "lexicon.tsv";

    private static final int MOST_BYTES = 1 << 28;

    /**
     * Opens a corpus: reads its manifest and subwords, and looks whether all files are there in their sizes. What is in
     * them, {@link #check} reads.
     *
     * @throws UserException when there is none, it is of another format, or damaged
     */
    public static Corpus open(String path, Configuration hadoop) {
        var directory = Published.find(path, Kind.CORPUS, hadoop);
        if (!TextFiles.exists(new Path(directory, Manifest.FILE), hadoop)) {
            throw new UserException("there is no corpus", path, "Make one with the preprocess command.");
        }
        var manifest = Manifest.read(directory, hadoop);
        var source = subwords(new Path(directory, SOURCE_SUBWORDS), manifest.source(), hadoop);
        var target = subwords(new Path(directory, TARGET_SUBWORDS), manifest.target(), hadoop);
        var corpus = new Corpus(directory.toString(), manifest, source, target);
        SETS.forEach(set -> corpus.checkSizes(set, hadoop));
        return corpus;
    }

    private static Subwords subwords(Path file, Manifest.Vocabulary vocabulary, Configuration hadoop) {
        try {
            byte[] bytes = TextFiles.bytes(file, MOST_BYTES, hadoop);
            if (!Checksums.sum(bytes).equals(vocabulary.sha256())) {
                throw CorpusFile.damaged("these are not the subwords that its ids belong to", file.toString());
            }
            var subwords = Subwords.read(new ByteArrayInputStream(bytes));
            if (subwords.size() != vocabulary.size()) {
                throw CorpusFile.damaged(
                        "it has " + subwords.size() + " subwords, where the manifest says " + vocabulary.size(),
                        file.toString());
            }
            return subwords;
        } catch (FileNotFoundException e) {
            throw CorpusFile.damaged("it is missing", file.toString());
        } catch (IOException e) {
            throw CorpusFile.damaged("it cannot be read: " + e.getMessage(), file.toString());
        }
    }

    /**
     * Reads the words that translate each other, which the rule {@code alignment} learned.
     *
     * @throws UserException when the corpus was made without that rule, or the file is damaged
     */
    public Lexicon lexicon(Configuration hadoop) {
        var file = new Path(TextFiles.path(path), LEXICON);
        if (manifest.lexicon().entries() == 0) {
            throw new UserException(
                    "this corpus has no table of words that translate each other",
                    path,
                    "Add alignment to preprocess.filters, and run preprocess again.");
        }
        try {
            if (!Checksums.sum(file, hadoop).equals(manifest.lexicon().sha256())) {
                throw CorpusFile.damaged("it holds other bytes than preprocess wrote", file.toString());
            }
            try (var in = TextFiles.fileSystem(file, hadoop).open(file)) {
                return Lexicon.read(in);
            }
        } catch (FileNotFoundException e) {
            throw CorpusFile.damaged("it is missing", file.toString());
        } catch (IOException e) {
            throw CorpusFile.damaged("it cannot be read: " + e.getMessage(), file.toString());
        }
    }

    private void checkSizes(String set, Configuration hadoop) {
        var sizes = new HashMap<String, Long>();
        var folder = folder(set);
        try {
            for (var file : TextFiles.fileSystem(folder, hadoop).listStatus(folder)) {
                sizes.put(file.getPath().getName(), file.getLen());
            }
        } catch (FileNotFoundException e) {
            // Then none of its files is there.
        } catch (IOException e) {
            throw new UncheckedIOException("listing " + folder, e);
        }
        for (var file : manifest.sets().get(set).files()) {
            var size = sizes.get(file.name());
            if (size == null || size != file.bytes()) {
                throw CorpusFile.damaged(
                        size == null ? "it is missing" : "it has " + size + " bytes, and should have " + file.bytes(),
                        new Path(folder, file.name()).toString());
            }
        }
    }

    private Path folder(String set) {
        return new Path(TextFiles.path(path), set);
    }

    /**
     * Reads all files of some sets on Spark, and compares them with the digests of the manifest: so ids, their types
     * and their number are those that preprocess wrote. It takes about as long as reading the files does.
     *
     * @throws UserException naming the first that is missing, cannot be read or holds other bytes
     */
    public void check(SparkSession spark, String... sets) {
        var files = new ArrayList<CorpusFile.Placed>();
        for (var set : sets) {
            for (var file : manifest.sets().get(set).files()) {
                files.add(new CorpusFile.Placed(new Path(folder(set), file.name()).toString(), file));
            }
        }
        CorpusFile.check(spark, files);
    }

    /**
     * A set's pairs: {@code id: bigint, source: array<int>, target: array<int>}, without special tokens. Of its folder,
     * only the files that the manifest names are read.
     *
     * @param set {@code train}, {@code valid} or {@code test}
     * @throws IllegalArgumentException for another set
     */
    public Dataset<Row> read(SparkSession spark, String set) {
        if (!SETS.contains(set)) {
            throw new IllegalArgumentException("'" + set + "' is none of " + SETS);
        }
        var files = manifest.sets().get(set).files();
        if (files.isEmpty()) {
            return spark.createDataFrame(List.of(), ENCODED);
        }
        return spark.read()
                .schema(ENCODED)
                .option("ignoreCorruptFiles", "false")
                .option("ignoreMissingFiles", "false")
                .parquet(files.stream()
                        .map(file -> ParquetTable.literal(new Path(folder(set), file.name())))
                        .toArray(String[]::new));
    }
}
