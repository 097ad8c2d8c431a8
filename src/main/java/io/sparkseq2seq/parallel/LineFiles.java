package io.sparkseq2seq.parallel;

import io.sparkseq2seq.config.UserException;
import io.sparkseq2seq.table.Lines.OfFile;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Whether the files of two sides belong together, line by line. With several files on both sides each must have as many
 * lines as the one beside it: equal sums prove nothing, for a line too many in one file and one too few in the next
 * would shift all that lies between.
 */
final class LineFiles {
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");

    private LineFiles() {}

    /** @throws UserException when they do not belong together, naming the first files that differ */
    static void check(List<OfFile> source, List<OfFile> target, String where) {
        boolean several = source.size() > 1 && target.size() > 1;
        if (several && source.size() != target.size()) {
            throw new UserException(
                    "the source has " + source.size() + " files, the target " + target.size(),
                    where,
                    "Give both sides the same number of files, or one of them a single file.");
        }
        for (int i = 0; several && i < source.size(); i++) {
            if (source.get(i).lines() != target.get(i).lines()) {
                throw new UserException(
                        source.get(i).name() + " has " + source.get(i).lines() + " lines, "
                                + target.get(i).name() + ", which stands beside it, "
                                + target.get(i).lines(),
                        where,
                        "Files of both sides belong together in the order of their paths: name both sides alike, and"
                                + " give them equal lines.");
            }
        }
        if (several) {
            checkNumbers(source, target, where);
        }
        long sources = lines(source);
        long targets = lines(target);
        if (sources != targets) {
            throw new UserException(
                    "the source has " + sources + " lines, the target " + targets,
                    where,
                    "Each line of one must be the translation of the same line of the other.");
        }
    }

    private static long lines(List<OfFile> files) {
        return files.stream().mapToLong(OfFile::lines).sum();
    }

    /** The order of names puts 10.txt before 2.txt, but 02.txt before 10.txt. */
    private static void checkNumbers(List<OfFile> source, List<OfFile> target, String where) {
        var sources = source.stream().map(LineFiles::numbers).toList();
        var targets = target.stream().map(LineFiles::numbers).toList();
        if (sources.equals(targets) || !new HashSet<>(sources).equals(new HashSet<>(targets))) {
            return;
        }
        for (int i = 0; i < sources.size(); i++) {
            if (!sources.get(i).equals(targets.get(i))) {
                throw new UserException(
                        "in the order of their names, " + source.get(i).name() + " stands beside "
                                + target.get(i).name(),
                        where,
                        "Number the files of both sides alike, with as many digits in each name.");
            }
        }
    }

    private static List<BigInteger> numbers(OfFile file) {
        return NUMBER.matcher(file.name())
                .results()
                .map(MatchResult::group)
                .map(BigInteger::new)
                .toList();
    }
}
