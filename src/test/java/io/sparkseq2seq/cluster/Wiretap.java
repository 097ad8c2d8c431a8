package io.sparkseq2seq.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Hears all that executors and their driver say to each other: it listens at the address where the driver says it is,
 * and hands everything on to the one where it listens.
 */
final class Wiretap implements AutoCloseable {
    private static final String HOST = "127.0.0.9";
    private static final String DRIVER = "127.0.0.1";
    private static final int BUFFER = 1 << 16;

    private final List<ServerSocket> servers = new ArrayList<>();
    private final List<Socket> sockets = Collections.synchronizedList(new ArrayList<>());
    private final List<String> texts;
    private final Set<String> heard = ConcurrentHashMap.newKeySet();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Listens at two ports that are free at both addresses.
     *
     * @param texts to listen for, in ASCII
     */
    Wiretap(List<String> texts) throws IOException {
        this.texts = List.copyOf(texts);
        try {
            while (servers.size() < 2) {
                var server = new ServerSocket(0, 50, InetAddress.getByName(HOST));
                servers.add(server);
                try (var probe = new ServerSocket(server.getLocalPort(), 1, InetAddress.getByName(DRIVER))) {
                    thread(() -> serve(server));
                } catch (IOException e) {
                    servers.remove(server);
                    server.close();
                }
            }
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** What tells a driver and its executors of these addresses. */
    Map<String, String> properties() {
        return Map.of(
                "spark.driver.host",
                HOST,
                "spark.driver.bindAddress",
                DRIVER,
                "spark.driver.port",
                Integer.toString(servers.get(0).getLocalPort()),
                "spark.driver.blockManager.port",
                Integer.toString(servers.get(1).getLocalPort()));
    }

    /** The driver's address for a further executor. */
    String driver() {
        return "spark://CoarseGrainedScheduler@" + HOST + ":" + servers.get(0).getLocalPort();
    }

    /** Bytes that have passed. */
    long bytes() {
        return bytes.get();
    }

    /** Which of the texts have passed, each within one direction of a connection. */
    Set<String> heard() {
        return Set.copyOf(heard);
    }

    /** Forgets what it has heard. */
    void forget() {
        heard.clear();
        bytes.set(0);
    }

    private static void thread(Runnable run) {
        var thread = new Thread(run, "wiretap");
        thread.setDaemon(true);
        thread.start();
    }

    private void serve(ServerSocket server) {
        while (!server.isClosed()) {
            try {
                var caller = server.accept();
                sockets.add(caller);
                var driver = new Socket(DRIVER, server.getLocalPort());
                sockets.add(driver);
                thread(() -> copy(caller, driver));
                thread(() -> copy(driver, caller));
            } catch (IOException e) {
                // The driver has ended, or this is closed.
            }
        }
    }

    private void copy(Socket from, Socket to) {
        var buffer = new byte[BUFFER];
        // A text may lie across two reads.
        int longest = texts.stream().mapToInt(String::length).max().orElse(1);
        String before = "";
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                out.write(buffer, 0, n);
                bytes.addAndGet(n);
                var said = before + new String(buffer, 0, n, StandardCharsets.ISO_8859_1);
                texts.stream().filter(said::contains).forEach(heard::add);
                before = said.substring(Math.max(0, said.length() - longest + 1));
            }
        } catch (SocketException e) {
            // One of them has ended.
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        for (var server : servers) {
            server.close();
        }
        synchronized (sockets) {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
