package io.groqwebhooks.process;

import io.groqwebhooks.testing.ChildProcess;
import io.groqwebhooks.testing.FreePort;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A server that speaks S3's protocol, and keeps a bucket's objects as files. */
final class S3Server extends ChildProcess {

  static final String ACCESS_KEY = "test-access-key";
  static final String SECRET_KEY = "test-secret-key";
  static final String BUCKET = "webhook-events";

  private final int port;
  private final Path folder;

  private S3Server(Path folder, int port) {
    super(
        "S3 server",
        Duration.ofSeconds(60),
        new ProcessBuilder(
                java(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    "-Xmx128m",
                    "-jar",
                    Path.of("target/dependency/s3proxy.jar").toAbsolutePath().toString(),
                    "--properties",
                    "s3proxy.conf"))
            .directory(folder.toFile()));
    this.port = port;
    this.folder = folder;
  }

  /** A server with an empty bucket, not yet started. */
  static S3Server in(Path folder) throws IOException {
    S3Server server = new S3Server(folder, FreePort.find());
    Files.createDirectories(server.object(""));
    Files.writeString(
        folder.resolve("s3proxy.conf"),
        """
        s3proxy.authorization=aws-v2-or-v4
        s3proxy.endpoint=%s
        s3proxy.identity=%s
        s3proxy.credential=%s
        jclouds.provider=filesystem-nio2
        jclouds.filesystem.basedir=%s
        jclouds.identity=unused
        jclouds.credential=unused
        """
            .formatted(server.url(), ACCESS_KEY, SECRET_KEY, folder.resolve("buckets")));
    return server;
  }

  @Override
  protected boolean isReady() {
    return log().contains("Started ServerConnector");
  }

  String url() {
    return "http://127.0.0.1:" + port;
  }

  /** The file of an object in the bucket. */
  Path object(String key) {
    return folder.resolve("buckets").resolve(BUCKET).resolve(key);
  }
}
