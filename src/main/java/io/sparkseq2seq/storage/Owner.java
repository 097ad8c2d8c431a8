package io.sparkseq2seq.storage;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * Who writes an output.
 *
 * @param user of the process
 * @param host it runs on
 * @param machine the host's boot and the process's name space, in which process numbers mean something
 * @param process its number
 * @param born when the process began, in milliseconds of the epoch; 0 where that is unknown
 * @param application Spark's name of the job; empty when there is none
 * @param attempt which of the application's drivers it is, from 1; 0 where there is never another
 * @param started when it began to write
 */
record Owner(
        String user,
        String host,
        String machine,
        long process,
        long born,
        String application,
        int attempt,
        String started) {

    static Owner here(String application, int attempt) {
        var process = ProcessHandle.current();
        return new Owner(
                System.getProperty("user.name", "?"),
                thisHost(),
                thisMachine(),
                process.pid(),
                born(process),
                application,
                attempt,
                Instant.now().toString());
    }

    /** Whether it was a process of this machine that has ended; of other machines nothing is known. */
    boolean isGone() {
        return !machine.isEmpty()
                && machine.equals(thisMachine())
                && host.equals(thisHost())
                && ProcessHandle.of(process)
                        .filter(ProcessHandle::isAlive)
                        .filter(alive -> born(alive) == born)
                        .isEmpty();
    }

    /**
     * Whether it is an earlier attempt at the application of another one: the cluster starts that only when this has
     * ended, or is cut off.
     */
    boolean isBefore(Owner other) {
        return isBefore(application, attempt, other);
    }

    static boolean isBefore(String application, int attempt, Owner other) {
        return application != null
                && !application.isEmpty()
                && application.equals(other.application)
                && attempt > 0
                && attempt < other.attempt;
    }

    /** For people: {@code ann@host, process 123 (application local-1), since 2026-01-31T23:59:59Z}. */
    @Override
    public String toString() {
        var job = attempt > 0 ? application + ", attempt " + attempt : application;
        return user + "@" + host + ", process " + process + (application.isEmpty() ? "" : " (application " + job + ")")
                + ", since " + started;
    }

    private static long born(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static String thisHost() {
        return Optional.ofNullable(System.getenv("HOSTNAME"))
                .filter(name -> !name.isBlank())
                .orElseGet(Owner::resolvedHost);
    }

    private static String resolvedHost() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    /** Containers may share a host's name, but not both of these; empty where the system does not tell them. */
    private static String thisMachine() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip() + " "
                    + Files.readSymbolicLink(Path.of("/proc/self/ns/pid"));
        } catch (IOException | UnsupportedOperationException e) {
            return "";
        }
    }
}
