package io.groqwebhooks.console;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes pages of templates. Safe for use by several threads. */
final class Pages {

  /** A page that others are reached by. */
  private record Tab(String path, String name, boolean current) {}

  private static final Map<String, String> TABS = tabs();

  private final Templates templates = new Templates();
  private final Guard guard;
  private final Map<String, String> versions;

  /**
   * @param versions those of libraries that pages use
   */
  Pages(Guard guard, Map<String, String> versions) {
    this.guard = guard;
    this.versions = versions;
  }

  private static Map<String, String> tabs() {
    Map<String, String> tabs = new LinkedHashMap<>();
    tabs.put("", "Deliveries");
    tabs.put("/sources", "Sources");
    tabs.put("/dead-letters", "Dead letters");
    return tabs;
  }

  /**
   * A whole page.
   *
   * @param tab the path of the tab that it belongs to
   * @param model what its template is about
   */
  Answer page(Visit visit, String template, String tab, String title, Map<String, ?> model) {
    return page(200, visit, template, tab, title, model);
  }

  private Answer page(
      int status,
      Visit visit,
      String template,
      @Nullable String tab,
      String title,
      Map<String, ?> model) {
    Map<String, Object> all = new HashMap<>(model);
    all.put("title", title);
    all.put(
        "tabs",
        TABS.entrySet().stream()
            .map(each -> new Tab(each.getKey(), each.getValue(), each.getKey().equals(tab)))
            .toList());
    return Answer.html(status, render(visit, template, all));
  }

  /** A part of a page. */
  Answer part(Visit visit, String template, Map<String, ?> model) {
    return Answer.html(200, render(visit, template, new HashMap<>(model)));
  }

  /** A page that says only why there is no other. */
  Answer sentence(int status, Visit visit, String sentence) {
    String title =
        switch (status) {
          case 400 -> "This cannot be meant";
          case 403 -> "Refused";
          case 404 -> "Not found";
          case 409 -> "Not now";
          case 503 -> "Not available";
          default -> "This went wrong";
        };
    return page(
        status, visit, "sentence", null, title, Map.of("sentence", sentence, "notes", List.of()));
  }

  private String render(Visit visit, String template, Map<String, Object> model) {
    model.put("base", visit.base());
    model.put("token", guard.token());
    model.put("versions", versions);
    return templates.render(template, model);
  }
}
