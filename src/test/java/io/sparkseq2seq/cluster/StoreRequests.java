package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What an S3 server was asked for, from its log of requests.
 *
 * @param all in the order of their ends
 */
public record StoreRequests(List<Request> all) {
    /**
     * How the server writes a line: method, path, query, status, the body's bytes, and the object that is to be copied.
     */
    static final String PATTERN =
            "%m %U %q %s %{x-amz-decoded-content-length}i %{Content-Length}i %{x-amz-copy-source}i";

    private static final int FIELDS = 7;

    /**
     * A request.
     *
     * @param kind {@code COPY}, {@code LIST}, {@code PUT}, {@code PUT part}, …
     * @param object its path, the bucket first
     * @param status the answer's
     * @param bytes sent, or of a copy, copied
     */
    record Request(String kind, String object, int status, long bytes) {}

    static StoreRequests read(Path folder) throws IOException {
        var lines = new ArrayList<String>();
        if (Files.exists(folder)) {
            try (var files = Files.list(folder)) {
                for (var file : files.sorted().toList()) {
                    lines.addAll(Files.readAllLines(file));
                }
            }
        }
        var sizes = new HashMap<String, Long>();
        var all = new ArrayList<Request>();
        for (var line : lines) {
            var fields = fields(line);
            if (fields.size() == FIELDS) {
                all.add(request(fields, sizes));
            }
        }
        return new StoreRequests(all);
    }

    /** A query that is empty is an empty field. */
    private static List<String> fields(String line) {
        return List.of(line.split(" ", -1));
    }

    private static Request request(List<String> fields, Map<String, Long> sizes) {
        var method = fields.get(0);
        var object = fields.get(1).replaceFirst("^/", "");
        var query = fields.get(2);
        var kind = kind(method, query, fields.get(6));
        long bytes = fields.get(4).equals("-") ? number(fields.get(5)) : number(fields.get(4));
        switch (kind) {
            case "PUT" -> sizes.put(object, bytes);
            case "POST uploads" -> sizes.put(object, 0L);
            case "PUT part" -> sizes.merge(object, bytes, Long::sum);
            case "COPY" -> {
                bytes = sizes.getOrDefault(fields.get(6).replaceFirst("^/", ""), 0L);
                sizes.put(object, bytes);
            }
            default -> {}
        }
        return new Request(kind, object, Integer.parseInt(fields.get(3)), bytes);
    }

    private static String kind(String method, String query, String source) {
        if (!source.equals("-")) {
            return "COPY";
        } else if (method.equals("GET") && (query.contains("list-type") || query.contains("prefix="))) {
            return "LIST";
        } else if (method.equals("GET") && query.contains("uploads")) {
            return "LIST uploads";
        } else if (method.equals("POST")) {
            return query.contains("delete")
                    ? "POST delete"
                    : query.contains("uploadId") ? "POST complete" : "POST uploads";
        }
        return method.equals("PUT") && query.contains("uploadId") ? "PUT part" : method;
    }

    private static long number(String text) {
        return text.equals("-") ? 0 : Long.parseLong(text);
    }

    /** Those that came after others. */
    StoreRequests after(StoreRequests before) {
        return new StoreRequests(all.subList(before.all.size(), all.size()));
    }

    /** The objects that were copied after others were asked for. */
    public List<String> copiesAfter(StoreRequests before) {
        return after(before).of("COPY").stream().map(Request::object).toList();
    }

    /** How many there were of each kind. */
    Map<String, Long> kinds() {
        return all.stream().collect(Collectors.groupingBy(Request::kind, TreeMap::new, Collectors.counting()));
    }

    /** Of one kind. */
    List<Request> of(String kind) {
        return all.stream().filter(request -> request.kind.equals(kind)).toList();
    }

    /** Bytes of requests of one kind. */
    long bytes(String kind) {
        return of(kind).stream().mapToLong(Request::bytes).sum();
    }
}
