package io.sparkseq2seq.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;

/**
 * Preprocess on a cluster, of which a process is killed when some step is done. Where the job was over before the kill
 * took effect, another one is started.
 *
 * @param noisy the text
 * @param random which step and which executor
 */
record KilledPreprocess(Cluster cluster, NoisyCorpus noisy, Random random) {
    private static final int MOST_TRIES = 5;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /**
     * Kills the driver.
     *
     * @return the name of the corpus that it has not made
     */
    String killDriver(String name) throws IOException, InterruptedException {
        for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
            var output = name + "-" + attempt;
            try (var command = cluster.start(output, "", noisy.preprocess(output))) {
                awaitSomeStep(command);
                command.kill();
                command.await();
            }
            awaitNoExecutors();
            if (!Files.exists(noisy.folder().resolve(output))) {
                return output;
            }
        }
        throw new AssertionError("each driver was done before it was killed");
    }

    /** Kills an executor of a job that makes this corpus, and waits for the end of the job. */
    Command.Result killExecutor(String output) throws IOException, InterruptedException {
        for (int attempt = 1; attempt <= MOST_TRIES; attempt++) {
            try (var command = cluster.start(output + "-again-" + attempt, "", noisy.preprocess(output))) {
                awaitSomeStep(command);
                var executors = cluster.executors();
                if (!executors.isEmpty()) {
                    executors.get(random.nextInt(executors.size())).destroyForcibly();
                }
                var result = command.await();
                if (result.exitCode() != 0 || result.err().contains("Lost executor")) {
                    return result;
                }
            }
            awaitNoExecutors();
            Cluster.delete(noisy.folder().resolve(output));
        }
        throw new AssertionError("no executor was missed");
    }

    /** Waits until a step is done, and then for a part of the next one. */
    private void awaitSomeStep(Command command) throws IOException, InterruptedException {
        var step = NoisyCorpus.STEPS.get(random.nextInt(NoisyCorpus.STEPS.size()));
        var end = Instant.now().plus(PATIENCE);
        while (!command.printed().contains("preprocess  " + step + " ")) {
            assertThat(command.isAlive() && Instant.now().isBefore(end))
                    .as("no step " + step + "\n" + command.printed())
                    .isTrue();
            Thread.sleep(10);
        }
        System.err.println("faults  " + step + " is done");
        Thread.sleep(random.nextInt(300));
    }

    /** Those of a driver that has gone end by themselves. */
    private void awaitNoExecutors() throws InterruptedException {
        var end = Instant.now().plus(PATIENCE);
        while (!cluster.executors().isEmpty()) {
            assertThat(Instant.now().isBefore(end)).isTrue();
            Thread.sleep(50);
        }
    }
}
