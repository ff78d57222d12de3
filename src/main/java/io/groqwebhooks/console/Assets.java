package io.groqwebhooks.console;

import io.groqwebhooks.event.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Scripts and styles, by fixed names. Safe for use by several threads. */
final class Assets {

  private static final String JAVASCRIPT = "text/javascript;charset=utf-8";
  private static final String CSS = "text/css;charset=utf-8";

  /**
   * @param resource where it is in the class path
   * @param lasting whether another version would have another name
   */
  private record Asset(String resource, String contentType, boolean lasting) {}

  /** A library of a jar of its own, whose folder there has the name of its version. */
  private record Webjar(String name, String version) {

    static Webjar of(String name) {
      String resource = "META-INF/maven/org.webjars.npm/" + name + "/pom.properties";
      Properties properties = new Properties();
      try (InputStream in = open(resource)) {
        properties.load(in);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      return new Webjar(name, properties.getProperty("version"));
    }

    Asset asset(String file, String contentType) {
      return new Asset(
          "META-INF/resources/webjars/" + name + "/" + version + "/dist/" + file,
          contentType,
          true);
    }
  }

  private final Webjar htmx = Webjar.of("htmx.org");
  private final Webjar uplot = Webjar.of("uplot");
  private final Map<String, Asset> all =
      Map.of(
          "htmx-" + htmx.version() + ".js",
          htmx.asset("htmx.min.js", JAVASCRIPT),
          "uplot-" + uplot.version() + ".js",
          uplot.asset("uPlot.iife.min.js", JAVASCRIPT),
          "uplot-" + uplot.version() + ".css",
          uplot.asset("uPlot.min.css", CSS),
          "console.js",
          new Asset(Templates.FOLDER + "console.js", JAVASCRIPT, false),
          "live.js",
          new Asset(Templates.FOLDER + "live.js", JAVASCRIPT, false),
          "charts.js",
          new Asset(Templates.FOLDER + "charts.js", JAVASCRIPT, false),
          "console.css",
          new Asset(Templates.FOLDER + "console.css", CSS, false));

  private final Map<String, byte[]> read = new ConcurrentHashMap<>();

  /** The versions of libraries, which the names of their files hold. */
  Map<String, String> versions() {
    return Map.of("htmx", htmx.version(), "uplot", uplot.version());
  }

  /**
   * @param known the version that the browser has, or null
   */
  Answer get(String name, @Nullable String known) {
    Asset asset = all.get(name);
    if (asset == null) {
      throw ConsoleException.notFound("There is no such file.");
    }
    byte[] bytes = read.computeIfAbsent(asset.resource(), Assets::read);
    String version = "\"" + FileName.digest(bytes) + "\"";
    Answer answer =
        version.equals(known)
            ? Answer.plain(304, "")
            : new Answer(200, asset.contentType(), bytes, Map.of());
    return answer
        .with("ETag", version)
        .with(
            "Cache-Control",
            asset.lasting() ? "private, max-age=31536000, immutable" : "private, no-cache");
  }

  private static byte[] read(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("There is no " + resource + " in the class path");
    }
    return in;
  }
}
