package io.groqwebhooks.console;

import io.groqwebhooks.event.FileName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Scripts and styles, by fixed names. Safe for use by several threads. */
final class Assets {

  private static final String JAVASCRIPT = "text/javascript;charset=utf-8";
  private static final String CSS = "text/css;charset=utf-8";
  private static final String WEBJARS = "META-INF/resources/webjars/";

  /**
   * @param resource where it is in the class path
   * @param lasting whether another version would have another name
   */
  private record Asset(String resource, String contentType, boolean lasting) {}

  private static final Map<String, Asset> ALL =
      Map.of(
          "htmx-2.0.8.js",
          new Asset(WEBJARS + "htmx.org/2.0.8/dist/htmx.min.js", JAVASCRIPT, true),
          "uplot-1.6.30.js",
          new Asset(WEBJARS + "uplot/1.6.30/dist/uPlot.iife.min.js", JAVASCRIPT, true),
          "uplot-1.6.30.css",
          new Asset(WEBJARS + "uplot/1.6.30/dist/uPlot.min.css", CSS, true),
          "console.js",
          new Asset(Templates.FOLDER + "console.js", JAVASCRIPT, false),
          "console.css",
          new Asset(Templates.FOLDER + "console.css", CSS, false));

  private final Map<String, byte[]> read = new ConcurrentHashMap<>();

  /**
   * @param known the version that the browser has, or null
   */
  Answer get(String name, @Nullable String known) {
    Asset asset = ALL.get(name);
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
    try (InputStream in = Assets.class.getClassLoader().getResourceAsStream(resource)) {
      if (in == null) {
        throw ConsoleException.notFound("This file is not in the jar.");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
