package io.sparkseq2seq.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.fabric8.mockwebserver.Context;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import okhttp3.mockwebserver.MockResponse;
import okhttp3.mockwebserver.MockWebServer;
import okhttp3.mockwebserver.RecordedRequest;
import okio.Buffer;

/**
 * Kubernetes' API server on the loopback: fabric8's, which stores what it is given and tells watchers, and makes what
 * is applied and not there. It has two names, one for who submits and one for drivers, and knows by them who asked for
 * what.
 */
final class ApiServer implements AutoCloseable {
    static final String NAMESPACE = "translation";

    private static final String OF_SUBMITTER = "localhost";
    private static final String OF_DRIVER = "127.0.0.1";

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final KubernetesMockServer server;
    private final KubernetesClient client;

    /**
     * What a role must allow.
     *
     * @param host the name by which the server was asked
     * @param verb of a rule, such as {@code create}
     * @param resource such as {@code pods}
     */
    private record Asked(String host, String verb, String resource) {
        static Asked of(RecordedRequest request) {
            String[] parts = request.getPath().split("\\?", 2);
            String query = parts.length > 1 ? parts[1] : "";
            // /api/v1/namespaces/NAMESPACE/RESOURCE[/NAME]
            String[] path = parts[0].split("/");
            boolean one = path.length > 6;
            String verb =
                    switch (request.getMethod()) {
                        case "POST" -> "create";
                        case "PUT" -> "update";
                        case "PATCH" -> "patch";
                        case "DELETE" -> one ? "delete" : "deletecollection";
                        default -> query.contains("watch=true") ? "watch" : one ? "get" : "list";
                    };
            String host =
                    Objects.requireNonNullElse(request.getHeader("Host"), "").replaceAll(":.*", "");
            return new Asked(host, verb, path.length > 5 ? path[5] : parts[0]);
        }
    }

    private ApiServer() {
        server = new KubernetesMockServer(new Context(), new MockWebServer(), new HashMap<>(), new Applying(), false);
        server.init(InetAddress.getLoopbackAddress(), 0);
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(Config.empty())
                        .withMasterUrl("http://" + OF_SUBMITTER + ":" + server.getPort())
                        .withNamespace(NAMESPACE)
                        .withHttp2Disable(true)
                        .build())
                .build();
    }

    static ApiServer start() {
        return new ApiServer();
    }

    /** Records, and applies as a server does: what is not there is made. The mock answers 404. */
    private final class Applying extends KubernetesCrudDispatcher {
        @Override
        public MockResponse dispatch(RecordedRequest request) {
            asked.add(Asked.of(request));
            var body = request.getBody().clone();
            if (request.getMethod().equals("POST")
                    && request.getPath().replaceAll("\\?.*", "").endsWith("/pods")) {
                return super.dispatch(post(request, request.getPath(), pending(body)));
            }
            var response = super.dispatch(request);
            if (!request.getMethod().equals("PATCH") || !response.getStatus().contains(" 404 ")) {
                return response;
            }
            String collection = request.getPath().replaceAll("\\?.*", "").replaceAll("/[^/]*$", "");
            return super.dispatch(post(request, collection, body));
        }

        /** A pod that nobody has placed yet is pending; the mock gives it no status at all. */
        private Buffer pending(Buffer body) {
            var pod = Serialization.unmarshal(body.readUtf8(), Pod.class);
            if (pod.getStatus() == null) {
                pod.setStatus(new PodStatusBuilder().withPhase("Pending").build());
            }
            return new Buffer().writeUtf8(Serialization.asJson(pod));
        }

        private RecordedRequest post(RecordedRequest request, String path, Buffer body) {
            return new RecordedRequest(
                    "POST " + path + " HTTP/1.1", request.getHeaders(), List.of(), body.size(), body, 0, new Socket() {
                        @Override
                        public InetAddress getLocalAddress() {
                            return InetAddress.getLoopbackAddress();
                        }
                    });
        }
    }

    /** Where to submit. */
    String forSubmitter() {
        return "http://" + OF_SUBMITTER + ":" + server.getPort();
    }

    /** The same server, as drivers reach it. */
    String forDriver() {
        return "http://" + OF_DRIVER + ":" + server.getPort();
    }

    KubernetesClient client() {
        return client;
    }

    /** What drivers have asked for so far, each {@code VERB RESOURCE}. */
    Set<String> askedByDrivers() {
        return asked.stream()
                .filter(each -> each.host().equals(OF_DRIVER))
                .map(each -> each.verb() + " " + each.resource())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Override
    public void close() {
        client.close();
        server.destroy();
    }
}
