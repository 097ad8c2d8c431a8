package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.util.Arrays;

/**
 * Runs another class's {@code main}, and ends the JVM when its standard input closes: that is when the process that
 * started it is gone, however it went.
 */
final class Supervised {
    private Supervised() {}

    /** The main class, then its arguments. */
    public static void main(String[] args) throws ReflectiveOperationException {
        var watch = new Thread(Supervised::haltWithParent, "parent");
        watch.setDaemon(true);
        watch.start();
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object)
                Arrays.copyOfRange(args, 1, args.length));
    }

    private static void haltWithParent() {
        try {
            while (System.in.read() >= 0) {
                Thread.onSpinWait();
            }
        } catch (IOException e) {
            // As good as closed.
        }
        Runtime.getRuntime().halt(143);
    }
}
