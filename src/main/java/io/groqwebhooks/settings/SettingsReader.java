package io.groqwebhooks.settings;

import io.groqwebhooks.signature.Secret;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads settings from plain properties, where there is no Spring to bind them. The records say
 * which properties there are: a component {@code maxDelay} of the record at {@code webhooks.retry}
 * is {@code webhooks.retry.max-delay}. Not for use per event, since it works by reflection.
 */
public final class SettingsReader {

  /** The name of a map's key among property names. */
  private static final String KEY = "*";

  private static final Pattern UPPER = Pattern.compile("[A-Z]");
  private static final Pattern COMMA = Pattern.compile(",");
  private static final Map<String, Boolean> BOOLEANS =
      Map.of(
          "true", true, "on", true, "yes", true, "1", true, //
          "false", false, "off", false, "no", false, "0", false);

  private final Function<String, @Nullable String> properties;
  private final Collection<String> names;

  /**
   * A reader of these properties.
   *
   * @param properties gives a property's value, or null if nobody has set it
   * @param names the names of those that are set, by which sources are found
   */
  public SettingsReader(Function<String, @Nullable String> properties, Collection<String> names) {
    this.properties = properties;
    this.names = List.copyOf(names);
  }

  /**
   * All settings.
   *
   * @throws InvalidSettingException if one of them cannot be read, or a property under {@code
   *     webhooks} is no setting
   */
  public WebhookSettings read() {
    refuseUnknown();
    return read(WebhookSettings.ROOT, WebhookSettings.class);
  }

  /**
   * Does nothing if each property under {@code webhooks} is a setting.
   *
   * @throws InvalidSettingException if one of them is none
   */
  public void refuseUnknown() {
    Set<String> known = names(WebhookSettings.ROOT, WebhookSettings.class);
    for (String name : names) {
      if (name.startsWith(WebhookSettings.ROOT + ".") && !known.contains(generalized(name))) {
        throw new InvalidSettingException(unknown(name), "Correct its name, or remove it.");
      }
    }
  }

  /** The names of the sources that a property says something of. */
  public Set<String> sources() {
    return keys(WebhookSettings.SOURCES.substring(0, WebhookSettings.SOURCES.length() - 1));
  }

  /**
   * The settings of one source, whether or not any of them is set.
   *
   * @throws InvalidSettingException if one of them cannot be read or used
   */
  public SourceSettings source(String name) {
    SourceSettings source = read(WebhookSettings.SOURCES.concat(name), SourceSettings.class);
    source.check(name);
    return source;
  }

  /** What is to be said of a property under {@code webhooks} that is no setting. */
  public static String unknown(String name) {
    int last = name.lastIndexOf('.') + 1;
    List<String> names =
        names(WebhookSettings.ROOT, WebhookSettings.class).stream()
            .map(known -> known.substring(known.lastIndexOf('.') + 1))
            .toList();
    return "There is no setting "
        + name
        + "."
        + Suggestion.of(name.substring(last), names)
            .map(meant -> " Did you mean " + name.substring(0, last) + meant + "?")
            .orElse("");
  }

  /** The names of all settings of the record, with {@code *} for the key of a map. */
  static Set<String> names(String prefix, Class<? extends Record> type) {
    Set<String> names = new TreeSet<>();
    for (RecordComponent component : type.getRecordComponents()) {
      String name = prefix + "." + kebab(component.getName());
      if (component.getType() == Map.class) {
        Class<?> values = valueType(component);
        names.addAll(
            values.isRecord()
                ? names(name + "." + KEY, values.asSubclass(Record.class))
                : Set.of(name + "." + KEY));
      } else if (component.getType().isRecord()) {
        names.addAll(names(name, component.getType().asSubclass(Record.class)));
      } else {
        names.add(name);
      }
    }
    return names;
  }

  /** Puts what is said in the record into the map, by its names under the prefix. */
  static void putTexts(Map<String, String> texts, String prefix, Record record) {
    for (RecordComponent component : record.getClass().getRecordComponents()) {
      try {
        Object value = component.getAccessor().invoke(record);
        if (value != null) {
          texts.put(prefix + "." + kebab(component.getName()), value.toString());
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** The name with {@code *} in place of each key of a map, and without an index. */
  private static String generalized(String name) {
    return name.replaceFirst("(?<=\\.secrets)\\[[0-9]+]$", "")
        .replaceFirst("(?<=^webhooks\\.(sources|targets)\\.)[^.]+", KEY)
        .replaceFirst("(?<=^webhooks\\.targets\\.\\*\\.headers\\.).+", KEY);
  }

  private <T extends Record> T read(String prefix, Class<T> type) {
    List<Class<?>> types = new ArrayList<>();
    List<@Nullable Object> values = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      types.add(component.getType());
      values.add(value(prefix + "." + kebab(component.getName()), component));
    }
    try {
      Constructor<T> constructor = type.getDeclaredConstructor(types.toArray(Class[]::new));
      return constructor.newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidSettingException invalid) {
        throw invalid;
      }
      throw new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private @Nullable Object value(String name, RecordComponent component) {
    Class<?> type = component.getType();
    if (type == Map.class) {
      Class<?> values = valueType(component);
      Map<String, @Nullable Object> map = new TreeMap<>();
      for (String key : keys(name)) {
        String member = name + "." + key;
        map.put(
            key,
            values.isRecord()
                ? read(member, values.asSubclass(Record.class))
                : parsed(member, values));
      }
      return map;
    }
    if (type.isRecord()) {
      return read(name, type.asSubclass(Record.class));
    }
    return type == List.class ? secrets(name) : parsed(name, type);
  }

  private Set<String> keys(String map) {
    Set<String> keys = new TreeSet<>();
    for (String name : names) {
      if (name.startsWith(map + ".")) {
        String rest = name.substring(map.length() + 1);
        int end = rest.indexOf('.');
        keys.add(end < 0 ? rest : rest.substring(0, end));
      }
    }
    return keys;
  }

  /** A list is written with commas, or as {@code name[0]}, {@code name[1]} and so on. */
  private @Nullable List<Secret> secrets(String name) {
    List<String> texts = new ArrayList<>();
    String commas = properties.apply(name);
    if (commas != null) {
      COMMA.splitAsStream(commas).map(String::strip).forEach(texts::add);
    }
    long indexed = names.stream().filter(each -> each.startsWith(name + "[")).count();
    for (int i = 0; i < indexed; i++) {
      String text = properties.apply(name + "[" + i + "]");
      if (text == null) {
        throw new InvalidSettingException(
            name + "[" + i + "] is missing", "Count " + name + " from 0, without a gap.");
      }
      texts.add(text);
    }
    return texts.stream().filter(text -> !text.isBlank()).map(Secret::of).toList();
  }

  private @Nullable Object parsed(String name, Class<?> type) {
    String text = properties.apply(name);
    if (text == null) {
      return null;
    }
    try {
      // As with Spring: a blank may be a separator, or end a prefix.
      return type == String.class ? text : parse(type, text.strip());
    } catch (NumberFormatException e) {
      throw invalid(name, "a number", text);
    } catch (IllegalArgumentException e) {
      throw invalid(name, String.valueOf(e.getMessage()), text);
    }
  }

  private static Object parse(Class<?> type, String text) {
    if (type == Secret.class) {
      return text.isEmpty() ? Secret.NONE : Secret.of(text);
    }
    if (type == Duration.class) {
      return DurationText.parse(text);
    }
    if (type == ByteSize.class) {
      return ByteSize.parse(text);
    }
    if (type == Integer.class) {
      return Integer.valueOf(text);
    }
    if (type == Double.class) {
      return Double.valueOf(text);
    }
    if (type == Boolean.class) {
      Boolean known = BOOLEANS.get(text.toLowerCase(Locale.ROOT));
      if (known == null) {
        throw new IllegalArgumentException("true or false");
      }
      return known;
    }
    throw new IllegalStateException("No setting is a " + type);
  }

  private static InvalidSettingException invalid(String name, String expectation, String text) {
    return new InvalidSettingException(
        name + " must be " + expectation + ", not '" + text + "'", "Change " + name + ".");
  }

  private static Class<?> valueType(RecordComponent map) {
    Type value = ((ParameterizedType) map.getGenericType()).getActualTypeArguments()[1];
    return (Class<?>) value;
  }

  private static String kebab(String component) {
    return UPPER
        .matcher(component)
        .replaceAll(upper -> "-" + upper.group().toLowerCase(Locale.ROOT));
  }
}
