package io.sparkseq2seq.storage;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FilterFileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;
import org.apache.hadoop.util.ReflectionUtils;

/**
 * A file system that a process uses which dies before one of its changes: from then on nothing works any more, neither
 * what would clear up nor what would give a sign of life.
 */
public final class DyingFileSystem extends FilterFileSystem {
    private static final String INNER = "dying.inner";
    private static final String ATOMIC = "dying.atomic";
    private static final AtomicInteger CHANGES_LEFT = new AtomicInteger(Integer.MAX_VALUE);

    private boolean atomic;

    /** What a process that is dead throws. */
    static final class Death extends Error {
        private static final long serialVersionUID = 1;
    }

    /**
     * Puts it before another one.
     *
     * @param scheme whose paths go through it
     * @param inner what they go to
     * @param atomic whether a file comes into being when it is closed, as on an object store, where the inner file
     *     system is not one
     */
    static void install(Configuration hadoop, String scheme, Class<? extends FileSystem> inner, boolean atomic) {
        hadoop.setClass("fs." + scheme + ".impl", DyingFileSystem.class, FileSystem.class);
        hadoop.setBoolean("fs." + scheme + ".impl.disable.cache", true);
        hadoop.setClass(INNER, inner, FileSystem.class);
        hadoop.setBoolean(ATOMIC, atomic);
    }

    /** The process dies before this change, counted from 1. */
    static void dieBefore(int change) {
        CHANGES_LEFT.set(change);
    }

    /** Another process begins, which does not die. */
    static void live() {
        CHANGES_LEFT.set(Integer.MAX_VALUE);
    }

    static boolean isDead() {
        return CHANGES_LEFT.get() <= 0;
    }

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
        fs = (FileSystem) ReflectionUtils.newInstance(conf.getClass(INNER, null), conf);
        atomic = conf.getBoolean(ATOMIC, false);
        fs.initialize(name, conf);
        super.initialize(name, conf);
        statistics = FileSystem.getStatistics(name.getScheme(), getClass());
    }

    private static void change() {
        if (CHANGES_LEFT.updateAndGet(left -> left == Integer.MAX_VALUE ? left : left - 1) <= 0) {
            throw new Death();
        }
    }

    private static void look() {
        if (isDead()) {
            throw new Death();
        }
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int bufferSize,
            short replication,
            long blockSize,
            Progressable progress)
            throws IOException {
        change();
        if (atomic) {
            return new FSDataOutputStream(
                    new ByteArrayOutputStream() {
                        @Override
                        public void close() throws IOException {
                            change();
                            try (var out = fs.create(
                                    path, permission, overwrite, bufferSize, replication, blockSize, progress)) {
                                out.write(toByteArray());
                            }
                        }
                    },
                    null);
        }
        var out = fs.create(path, permission, overwrite, bufferSize, replication, blockSize, progress);
        return new FSDataOutputStream(new Counted(out), null);
    }

    private static final class Counted extends FilterOutputStream {
        private boolean closed;

        Counted(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            change();
            out.write(bytes, offset, length);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                change();
                out.close();
            }
        }
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        change();
        return fs.rename(from, to);
    }

    /** One by one, so that it may die among them. */
    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        look();
        if (recursive && fs.exists(path) && fs.getFileStatus(path).isDirectory()) {
            for (var child : fs.listStatus(path)) {
                delete(child.getPath(), true);
            }
        }
        change();
        return fs.delete(path, recursive);
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        change();
        return fs.mkdirs(path, permission);
    }

    @Override
    public boolean mkdirs(Path path) throws IOException {
        change();
        return fs.mkdirs(path);
    }

    @Override
    public FSDataInputStream open(Path path, int bufferSize) throws IOException {
        look();
        return fs.open(path, bufferSize);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        look();
        return fs.listStatus(path);
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        look();
        return fs.getFileStatus(path);
    }
}
