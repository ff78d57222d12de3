package io.groqwebhooks.source;

import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.groqwebhooks.event.FormBody;
import io.groqwebhooks.event.InvalidEventException;
import io.groqwebhooks.signature.Secret;
import io.groqwebhooks.signature.SignatureDoctor;
import io.groqwebhooks.signature.SignatureDoctor.Finding;
import io.groqwebhooks.signature.SignatureHeaders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Says why a source refuses a delivery, in a sentence, and what to change. It shows no secret and
 * no signature. Safe for use by several threads.
 */
public final class Doctor {

  private static final ObjectMapper COMPACT = new ObjectMapper();
  private static final ObjectMapper INDENTED =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
  private static final ObjectMapper ASCII =
      JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private static final int MOST_NAMED = 5;

  private final String source;
  private final Sender sender;
  private final SenderFiles files;
  private final Supplier<List<Secret>> secrets;
  private final Supplier<Map<String, List<Secret>>> others;
  private final Clock clock;

  /** For the secrets that were known last: one that fetches keys remembers them. */
  private @Nullable SignatureDoctor current;

  private List<Secret> currentSecrets = List.of();
  private Map<String, List<Secret>> currentOthers = Map.of();
  private volatile @Nullable Map<String, Set<String>> senderHeaders;

  /**
   * A doctor for one source.
   *
   * @param sender the sender that the source's settings describe
   * @param secrets gives the source's secrets, as they are known by then
   * @param others gives the secrets of other sources by their names, as they are known by then
   */
  public Doctor(
      String source,
      Sender sender,
      Supplier<List<Secret>> secrets,
      Supplier<Map<String, List<Secret>>> others,
      SenderFiles files,
      Clock clock) {
    this.source = source;
    this.sender = sender;
    this.files = files;
    this.secrets = secrets;
    this.others = others;
    this.clock = clock;
  }

  /**
   * Why the delivery is refused.
   *
   * @param request the delivery
   */
  public Finding examine(WebhookRequest request) {
    Finding finding = find(request);
    return new Finding(finding.problem(), finding.remedy().replace(SignatureDoctor.SOURCE, source));
  }

  private Finding find(WebhookRequest request) {
    Function<String, @Nullable String> headers = request::header;
    Function<String, @Nullable String> values = sender.values(request);
    byte[] body = request.body();
    SignatureDoctor doctor = doctor();
    for (SignatureHeaders names : sender.scheme().headers()) {
      if (values.apply(names.signature()) != null) {
        return doctor.examine(values, body, bodies(headers, body));
      }
    }
    List<String> others = otherSenders(headers);
    return others.isEmpty()
        ? doctor.examine(values, body, Map.of())
        : new Finding(
            "There is no header "
                + sender.scheme().headers().get(0).signature()
                + ", but one of the sender "
                + listed(others)
                + ".",
            "Set the source's scheme to the sender that posts here.");
  }

  private synchronized SignatureDoctor doctor() {
    List<Secret> known = secrets.get();
    Map<String, List<Secret>> knownOthers = others.get();
    SignatureDoctor doctor = current;
    if (doctor == null || !known.equals(currentSecrets) || !knownOthers.equals(currentOthers)) {
      doctor =
          new SignatureDoctor(
              sender.scheme(), known, sender.tolerance(), named(knownOthers), clock);
      current = doctor;
      currentSecrets = known;
      currentOthers = knownOthers;
    }
    return doctor;
  }

  private static Map<String, Secret> named(Map<String, List<Secret>> bySource) {
    Map<String, Secret> all = new TreeMap<>();
    bySource.forEach(
        (name, theirs) -> {
          for (int i = 0; i < theirs.size(); i++) {
            all.put("source " + name + (i == 0 ? "" : " (number " + (i + 1) + ")"), theirs.get(i));
          }
        });
    return all;
  }

  private static String listed(List<String> names) {
    int last = names.size() - 1;
    return last == 0
        ? names.get(0)
        : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
  }

  /** Some senders whose signature header is there. */
  private List<String> otherSenders(Function<String, @Nullable String> headers) {
    Set<String> senders = new TreeSet<>();
    senderHeaders()
        .forEach(
            (header, names) -> {
              if (headers.apply(header) != null) {
                senders.addAll(names);
              }
            });
    return senders.stream().limit(MOST_NAMED).toList();
  }

  /**
   * The senders by the header that carries their signatures; read once, when it is needed first.
   */
  private Map<String, Set<String>> senderHeaders() {
    Map<String, Set<String>> known = senderHeaders;
    if (known == null) {
      known = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
      for (String name : files.names()) {
        SenderFacts facts = files.find(name);
        for (String header : facts == null ? List.<String>of() : facts.list("signature.header")) {
          if (!header.equalsIgnoreCase("Authorization")) {
            known.computeIfAbsent(header, added -> new TreeSet<>()).add(name);
          }
        }
      }
      senderHeaders = known;
    }
    return known;
  }

  /**
   * The headers that are looked at. Those of other senders are among them once a delivery has been
   * examined that has none of this one's.
   */
  public Set<String> headers() {
    Set<String> names =
        sender.scheme().places().stream()
            .filter(SignatureHeaders::isHeader)
            .collect(Collectors.toCollection(TreeSet::new));
    names.add("Content-Type");
    Map<String, Set<String>> known = senderHeaders;
    if (known != null) {
      names.addAll(known.keySet());
    }
    return names;
  }

  /** What the body may have been before something in between has changed it. */
  private static Map<String, byte[]> bodies(
      Function<String, @Nullable String> headers, byte[] body) {
    Map<String, byte[]> bodies = new LinkedHashMap<>();
    try {
      JsonNode json = COMPACT.readTree(body);
      bodies.put("was indented", COMPACT.writeValueAsBytes(json));
      bodies.put("has lost its indentation", INDENTED.writeValueAsBytes(json));
      bodies.put("has lost its escapes (\\u...)", ASCII.writeValueAsBytes(json));
      bodies.put(
          "has lost the escapes of its slashes (\\/)",
          new String(COMPACT.writeValueAsBytes(json), StandardCharsets.UTF_8)
              .replace("/", "\\/")
              .getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // It is no JSON, or was none that can be read.
    }
    try {
      String type = headers.apply("Content-Type");
      if (type != null && type.startsWith(FormBody.CONTENT_TYPE)) {
        bodies.put(
            "was put into a form",
            new FormBody(List.of("payload", "json"), false, false).toJson(body));
      }
    } catch (InvalidEventException e) {
      // It holds no JSON.
    }
    return bodies;
  }
}
