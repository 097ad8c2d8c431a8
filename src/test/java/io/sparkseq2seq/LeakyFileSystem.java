package io.sparkseq2seq;

import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.util.Progressable;

/** Local files under a scheme, a user with a password, and a host: {@code leaky://KEY:SECRET@bucket/tmp/x}. */
public final class LeakyFileSystem extends FileSystem {
    private final RawLocalFileSystem local = new RawLocalFileSystem();
    private URI uri;

    @Override
    public void initialize(URI name, Configuration conf) throws IOException {
        super.initialize(name, conf);
        uri = URI.create(name.getScheme() + "://" + name.getRawAuthority());
        local.initialize(URI.create("file:///"), conf);
    }

    private static Path local(Path path) {
        return new Path(path.toUri().getPath());
    }

    private FileStatus ours(FileStatus status) {
        var path = new Path(uri.toString() + status.getPath().toUri().getPath());
        return new FileStatus(
                status.getLen(),
                status.isDirectory(),
                status.getReplication(),
                status.getBlockSize(),
                status.getModificationTime(),
                path);
    }

    @Override
    public URI getUri() {
        return uri;
    }

    @Override
    public String getScheme() {
        return "leaky";
    }

    @Override
    public FSDataInputStream open(Path path, int buffer) throws IOException {
        return local.open(local(path), buffer);
    }

    @Override
    public FSDataOutputStream create(
            Path path,
            FsPermission permission,
            boolean overwrite,
            int buffer,
            short replication,
            long block,
            Progressable progress)
            throws IOException {
        return local.create(local(path), overwrite, buffer, replication, block, progress);
    }

    @Override
    public FSDataOutputStream append(Path path, int buffer, Progressable progress) throws IOException {
        return local.append(local(path), buffer, progress);
    }

    @Override
    public boolean rename(Path from, Path to) throws IOException {
        return local.rename(local(from), local(to));
    }

    @Override
    public boolean delete(Path path, boolean recursive) throws IOException {
        return local.delete(local(path), recursive);
    }

    @Override
    public FileStatus[] listStatus(Path path) throws IOException {
        return Arrays.stream(local.listStatus(local(path))).map(this::ours).toArray(FileStatus[]::new);
    }

    @Override
    public void setWorkingDirectory(Path path) {
        local.setWorkingDirectory(local(path));
    }

    @Override
    public Path getWorkingDirectory() {
        return new Path(uri.toString() + "/");
    }

    @Override
    public boolean mkdirs(Path path, FsPermission permission) throws IOException {
        return local.mkdirs(local(path));
    }

    @Override
    public FileStatus getFileStatus(Path path) throws IOException {
        return ours(local.getFileStatus(local(path)));
    }
}
