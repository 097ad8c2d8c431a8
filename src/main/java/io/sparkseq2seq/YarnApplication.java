package io.sparkseq2seq;

import java.io.IOException;
import java.io.PrintStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.yarn.api.ApplicationMasterProtocol;
import org.apache.hadoop.yarn.api.protocolrecords.FinishApplicationMasterRequest;
import org.apache.hadoop.yarn.api.protocolrecords.RegisterApplicationMasterRequest;
import org.apache.hadoop.yarn.api.records.ContainerId;
import org.apache.hadoop.yarn.api.records.FinalApplicationStatus;
import org.apache.hadoop.yarn.client.ClientRMProxy;
import org.apache.hadoop.yarn.conf.YarnConfiguration;
import org.apache.hadoop.yarn.exceptions.ApplicationMasterNotRegisteredException;
import org.apache.hadoop.yarn.exceptions.YarnException;

/**
 * The application on YARN whose ApplicationMaster this JVM is. Spark leaves a failed attempt for YARN to try again,
 * also where a user has to mend something first. Then this class reports the failure itself, as final, with the line
 * that helps as its diagnostics.
 */
final class YarnApplication {
    private static final String MAX_ATTEMPTS = "spark.yarn.maxAppAttempts";
    private static final String HISTORY = "spark.yarn.historyServer.address";
    private static final long AGAIN_MILLIS = 100;
    private static final int TRIES = 100;

    private YarnApplication() {}

    /**
     * Ends the application as failed where YARN would start another attempt. Of the last attempt Spark reports itself.
     *
     * @param message the line that helps
     * @param err where it is said that YARN could not be told, which costs another attempt and nothing else
     */
    static void end(String message, PrintStream err) {
        try {
            var attempt = ContainerId.fromString(System.getenv("CONTAINER_ID")).getApplicationAttemptId();
            var yarn = new YarnConfiguration(Session.hadoop());
            if (attempt.getAttemptId() < attempts(yarn, System.getProperty(MAX_ATTEMPTS))) {
                var history = System.getProperty(HISTORY, "");
                report(
                        yarn,
                        "seq2seq: " + message,
                        history.isEmpty()
                                ? ""
                                : history + "/history/" + attempt.getApplicationId() + "/" + attempt.getAttemptId());
            }
        } catch (IOException | YarnException | RuntimeException e) {
            err.println("seq2seq: YARN could not be told that another attempt would fail like this one: " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** How many attempts YARN makes: as many as the user has set, within what the cluster allows. */
    static int attempts(Configuration yarn, String set) {
        int most = yarn.getInt(YarnConfiguration.RM_AM_MAX_ATTEMPTS, YarnConfiguration.DEFAULT_RM_AM_MAX_ATTEMPTS);
        return set == null ? most : Math.min(Integer.parseInt(set.strip()), most);
    }

    /** Uses the token that YARN has given this container, as Spark's own ApplicationMaster does. */
    private static void report(Configuration yarn, String diagnostics, String page)
            throws IOException, YarnException, InterruptedException {
        var manager = ClientRMProxy.createRMProxy(yarn, ApplicationMasterProtocol.class);
        var request = FinishApplicationMasterRequest.newInstance(FinalApplicationStatus.FAILED, diagnostics, page);
        boolean done;
        try {
            done = manager.finishApplicationMaster(request).getIsUnregistered();
        } catch (ApplicationMasterNotRegisteredException e) {
            // It failed before Spark was there.
            manager.registerApplicationMaster(RegisterApplicationMasterRequest.newInstance("", -1, ""));
            done = manager.finishApplicationMaster(request).getIsUnregistered();
        }
        // Until it is written down, a ResourceManager that restarts would not know.
        for (int i = 1; !done && i < TRIES; i++) {
            Thread.sleep(AGAIN_MILLIS);
            done = manager.finishApplicationMaster(request).getIsUnregistered();
        }
    }
}
