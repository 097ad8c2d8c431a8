package io.sparkseq2seq;

import io.sparkseq2seq.config.SparkSettings;
import io.sparkseq2seq.config.UserException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.hadoop.util.VersionInfo;

/**
 * A kind of trouble that is nobody's bug: how it is known by what Java, Hadoop and Spark say of it, and what helps. It
 * is known by text since Spark hands on what an executor threw as text, and since the classes of a store's own
 * exceptions are not on the class path.
 *
 * <p>In {@code what} and {@code mend}, {@code $0} is the text that was recognized and {@code $1} its first group;
 * {@code {off-heap}} and {@code {memory}} are what is set, and {@code {hadoop}} and {@code {spark}} the versions that
 * run.
 *
 * @param pattern found in the texts of a throwable and its causes
 * @param what is wrong
 * @param where file system, memory, network, …
 * @param mend what to do about it, a sentence
 */
record FailureKind(ExitCode exit, Pattern pattern, String what, String where, String mend) {
    private static final int LONGEST = 300;

    private static final String MORE_MEMORY =
            "Raise spark.off-heap ({off-heap}), or spark.executor.memoryOverhead where you have set it, lower the batch,"
                    + " or give an executor fewer cores: each has a network of its own.";

    /** The first that is found counts: what explains more stands above what it brings about. */
    private static final List<FailureKind> ALL = List.of(
            // Of Java and of the libraries.
            mendable(
                    "UnsupportedClassVersionError[^\n]*",
                    "the executors' or the driver's Java is older than 17",
                    "Java",
                    "Install a JDK 17 on each machine, and name it with -- --conf spark.executorEnv.JAVA_HOME=…; on YARN"
                            + " also spark.yarn.appMasterEnv.JAVA_HOME, on Kubernetes take an image with java17 in its"
                            + " tag."),
            mendable(
                    "(?:ClassNotFoundException: |NoClassDefFoundError: )org[./]apache[./]spark[./]internal[./]io[./]cloud[./][^\n]*",
                    "the jar of the committers for object stores is missing",
                    "file system",
                    "Add it by -- --packages org.apache.spark:spark-hadoop-cloud_2.12:{spark}, or leave"
                            + " spark.sql.sources.commitProtocolClass as it is."),
            mendable(
                    "(?:NoSuchMethodError|NoClassDefFoundError|ClassNotFoundException|NoSuchFieldError): ['\"]?[^\n]*?"
                            + "(?:scala[./](?!reflect)|org[./]apache[./]spark[./])[^\n]*",
                    "this Spark is not the one that the tool was built for: $0",
                    "Spark",
                    "Use Spark 3.5 for Scala 2.12."),
            mendable(
                    "UnsatisfiedLinkError[^\n]*|failed to map segment from shared object[^\n]*|cannot open shared object"
                            + " file[^\n]*",
                    "the native libraries cannot be loaded: $0",
                    "native libraries",
                    "They need Linux on x86-64 with glibc, and a folder that programs may run from: name one with"
                            + " -Dorg.bytedeco.javacpp.cachedir=FOLDER in JAVA_OPTS, or in spark.executor.extraJavaOptions."),
            mendable(
                    "LoginException[^\n]*null input: name[^\n]*",
                    "the user id has no name",
                    "operating system",
                    "Give it one, in /etc/passwd, or set HADOOP_USER_NAME."),
            // Of tables.
            retry(
                    "(?:org\\.apache\\.iceberg\\.exceptions\\.(?:CommitFailed|Validation)Exception: "
                            + "|\\[DELTA_CONCURRENT_)[^\n]*",
                    "other writers have changed the table again and again: $0",
                    "table",
                    "Give the same command again: what is translated is kept."),
            // Of disks and file systems.
            mendable(
                    "[^\n]*(?:No space left on device|There is not enough space on the disk|[Dd]isk quota exceeded"
                            + "|QuotaExceededException)[^\n]*",
                    "the disk is full: $0",
                    "file system",
                    "Make room where the output, or java.io.tmpdir, is, and give the same command again."),
            fileSystem(
                    "s3a",
                    "org\\.apache\\.hadoop\\.fs\\.s3a\\.|com[./]amazonaws",
                    "org.apache.hadoop:hadoop-aws:{hadoop},org.apache.spark:spark-hadoop-cloud_2.12:{spark}"),
            fileSystem("abfs", "org\\.apache\\.hadoop\\.fs\\.azure", "org.apache.hadoop:hadoop-azure:{hadoop}"),
            mendable(
                    "ClassNotFoundException: Class com\\.google\\.cloud\\.hadoop[^\n]*"
                            + "|No FileSystem for scheme \"?(?:gs|s3|s3n)\\b[^\n]*",
                    "the jar of this file system is missing: $0",
                    "file system",
                    "Put it on the class path: for gs: -- --packages"
                            + " com.google.cloud.bigdataoss:gcs-connector:hadoop3-2.2.26, for s3: write s3a: instead."),
            mendable(
                    "UnknownStoreException[^\n]*|NoSuchBucket[^\n]*|The specified (?:bucket|container) does not exist[^\n]*"
                            + "|FilesystemNotFound[^\n]*|ContainerNotFound[^\n]*",
                    "there is no such bucket: $0",
                    "file system",
                    "Check its name, or make it."),
            mendable(
                    "[^\n]*(?:RequestTimeTooSkewed|RequestExpired)[^\n]*",
                    "the store takes this machine's clock for wrong: $0",
                    "clock",
                    "Set it right, as by NTP."),
            retry(
                    "[^\n]*(?:AWSServiceThrottledException|AWSStatus500Exception|SlowDown|ServiceUnavailable"
                            + "|InternalError; |Status Code: 50\\d)[^\n]*",
                    "the store cannot serve just now: $0",
                    "file system",
                    "Give the same command again later."),
            mendable(
                    "[^\n]*(?:AWSRedirectException|PermanentRedirect|AuthorizationHeaderMalformed)[^\n]*",
                    "the bucket is not where it was asked for: $0",
                    "file system",
                    "Set its region, -- --conf spark.hadoop.fs.s3a.endpoint.region=…, and its endpoint where it is not"
                            + " Amazon's."),
            mendable(
                    "NoAwsCredentialsException[^\n]*|NoAuthWithAWSException[^\n]*|No AWS Credentials provided[^\n]*"
                            + "|Unable to load (?:AWS )?credentials[^\n]*|InvalidAccessKeyId[^\n]*"
                            + "|SignatureDoesNotMatch[^\n]*|ExpiredToken[^\n]*|Error getting access token[^\n]*"
                            + "|GSS initiate failed[^\n]*|Client cannot authenticate via[^\n]*|KerberosAuthException[^\n]*"
                            + "|token [^\n]{0,300}(?:is expired|can't be found in cache)[^\n]*",
                    "it does not know you: $0",
                    "credentials",
                    "Check your keys, ticket or token, for S3 those of fs.s3a.aws.credentials.provider; on YARN, trainings"
                            + " that outlive a token need -- --principal and --keytab."),
            mendable(
                    "[^\n]*(?:Status Code: 403|Error Code: 403 Forbidden)[^\n]*",
                    "the store refuses: $0",
                    "file system",
                    "Check the keys or the role, this machine's clock, and who may read and write there."),
            mendable(
                    "[^\n]*(?:Read-only file system|ReadOnlyFileSystemException)[^\n]*",
                    "nothing can be written there: $0",
                    "file system",
                    "Name an output elsewhere; -Djava.io.tmpdir=FOLDER moves what is temporary."),
            mendable(
                    "(?:AccessControlException|AccessDeniedException|Permission denied)[^\n]*"
                            + "|[^\n]*\\(Permission denied\\)[^\n]*",
                    "$0",
                    "file system",
                    "Check who may read and write there."),
            mendable("PATH_NOT_FOUND\\] ([^\n]*)|InvalidInputException: ([^\n]*)", "$1$2", "input", "Check the path."),
            // Of memory.
            mendable(
                    "OutOfMemoryError: (?:Java heap space|GC overhead|Requested array size)[^\n]*",
                    "the heap is full",
                    "memory",
                    "Raise spark.memory ({memory}); of executors --executor-memory; or lower the batch."),
            mendable(
                    "OutOfMemoryError: unable to create[^\n]*",
                    "the system gives no more threads",
                    "operating system",
                    "Raise the limit of processes: ulimit -u, or the container's pids."),
            mendable("OutOfMemoryError: ([^\n]*)", "$1", "memory", MORE_MEMORY),
            retry(
                    "Container killed by YARN for exceeding[^\n]*|(?:OOMKilled|[Oo]ut of memory: Kill)[^\n]*",
                    "executors were killed for their memory: $0",
                    "memory",
                    MORE_MEMORY),
            retry(
                    "[^\n]*(?:[Ee]xit(?:ed with)?(?: status| code)?(?: is|:)? ?(?:52|137)\\b|exitCode=(?:52|137)\\b)[^\n]*",
                    "executors ended for lack of memory: $0",
                    "memory",
                    MORE_MEMORY),
            retry(
                    "[^\n]*(?:[Ee]xit(?:ed with)?(?: status| code)?(?: is|:)? ?134\\b)[^\n]*",
                    "an executor's JVM crashed: $0",
                    "executors",
                    "Its log and hs_err_pid file, in the executor's folder, tell where; please report it if it happens"
                            + " again."),
            retry(
                    "[^\n]*(?:ExecutorLostFailure|Lost executor|FetchFailed|Max number of executor failures"
                            + "|[Mm]aster removed our application|Executor heartbeat timed out)[^\n]*",
                    "executors were lost: $0",
                    "executors",
                    "Look into their logs, then give the same command again."),
            retry(
                    "[^\n]*(?:SparkContext was shut down|SparkContext has been shutdown|stopped SparkContext)[^\n]*",
                    "Spark was stopped while the job ran",
                    "Spark",
                    "Look who or what has stopped the application, then give the same command again."),
            // Of the network.
            mendable(
                    "UnknownHostException: ([^\n]*)",
                    "no connection: there is no host $1",
                    "network",
                    "Check the host's name."),
            retry(
                    "[^\n]*(?:ConnectException|NoRouteToHostException|SocketTimeoutException|ConnectTimeoutException"
                            + "|Unable to execute HTTP request|All masters are unresponsive|StandbyException"
                            + "|SafeModeException|Failed to connect to )[^\n]*",
                    "no connection: $0",
                    "network",
                    "Check the host's name and port, and whether it serves."),
            // Of what was given.
            mendable(
                    "Could not parse Master URL: ([^\n]*)",
                    "this is no master of Spark's: $1",
                    "spark.master",
                    "Give local[N] there, or another one to spark-submit."),
            mendable(
                    "(the model gives token \\d+ the log-probability [^\n:]*)",
                    "$1",
                    "model",
                    "Its weights are damaged, or its training has diverged: train a new one, or name another."),
            mendable(
                    "StackOverflowError in [^\n]*(?:typesafe\\.config|jackson|java\\.util\\.regex)[^\n]*",
                    "what was given is nested too deeply",
                    "input",
                    "Nest it less."));

    private static FailureKind mendable(String pattern, String what, String where, String mend) {
        return new FailureKind(ExitCode.MENDABLE, Pattern.compile(pattern), what, where, mend);
    }

    private static FailureKind retry(String pattern, String what, String where, String mend) {
        return new FailureKind(ExitCode.RETRY, Pattern.compile(pattern), what, where, mend);
    }

    private static FailureKind fileSystem(String scheme, String classes, String artifact) {
        return mendable(
                "(?:ClassNotFoundException: (?:Class )?|NoClassDefFoundError: )(?:" + classes + ")[^\n]*",
                "the jar of the file system " + scheme + ": is missing",
                "file system",
                "Set SPARK_HOME, and add it by -- --packages " + artifact + ".");
    }

    /** The kind of what was thrown. */
    static Optional<FailureKind> of(String text) {
        return ALL.stream().filter(kind -> kind.pattern.matcher(text).find()).findFirst();
    }

    /** The line to print. */
    String message(String text, Optional<SparkSettings> spark) {
        var match = pattern.matcher(text);
        if (!match.find()) {
            throw new IllegalStateException(pattern + " in " + text);
        }
        var filled = what.replace("$0", plain(match.group()));
        for (int group = 1; group <= match.groupCount(); group++) {
            var found = match.group(group);
            filled = filled.replace("$" + group, found == null ? "" : plain(found));
        }
        return new UserException(filled, where, withSettings(mend, spark)).getMessage();
    }

    /**
     * As it can stand in a line: without Spark's words around it, classes of exceptions and full stop; not too long.
     */
    private static String plain(String text) {
        var plain = text.strip()
                .replaceFirst("^.*Lost task [^:]*\\(TID \\d+\\) \\([^)]*\\): ", "")
                .replaceFirst("^ExecutorLostFailure \\(executor (\\S+) exited[^)]*\\) Reason: ", "executor $1: ")
                .replaceAll("\\b(?:[a-z]\\w*\\.)+(?:[A-Z]\\w*[.$])*[A-Z]\\w*(?:Exception|Error): ", "")
                .replaceFirst("^[A-Z]\\w*(?:Exception|Error): ", "")
                .replaceFirst("\\.$", "");
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) + "…" : plain;
    }

    private static String withSettings(String text, Optional<SparkSettings> spark) {
        return text.replace(
                        "({off-heap})",
                        spark.map(set -> "(" + set.offHeap() + ")").orElse(""))
                .replace(
                        "({memory})", spark.map(set -> "(" + set.memory() + ")").orElse(""))
                .replace("{hadoop}", VersionInfo.getVersion())
                .replace("{spark}", org.apache.spark.package$.MODULE$.SPARK_VERSION())
                .replaceAll(" +([,;])", "$1")
                .replace("  ", " ");
    }
}
