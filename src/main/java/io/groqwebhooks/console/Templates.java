package io.groqwebhooks.console;

import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The console's templates, each compiled when it is used first. What is put into them is text,
 * whatever it holds. Safe for use by several threads.
 */
final class Templates {

  /** Where they are in the class path. */
  static final String FOLDER = "META-INF/groq-webhooks/console/";

  private final Mustache.Compiler compiler =
      Mustache.compiler()
          .escapeHTML(true)
          .defaultValue("")
          .emptyStringIsFalse(true)
          .withLoader(Templates::reader);
  private final Map<String, Template> compiled = new ConcurrentHashMap<>();

  String render(String name, Map<String, Object> model) {
    return compiled.computeIfAbsent(name, each -> compiler.compile(reader(each))).execute(model);
  }

  private static Reader reader(String name) {
    String resource = FOLDER + name + ".mustache";
    InputStream in = Templates.class.getClassLoader().getResourceAsStream(resource);
    if (in == null) {
      throw new IllegalStateException("There is no template " + resource);
    }
    return new InputStreamReader(in, StandardCharsets.UTF_8);
  }
}
