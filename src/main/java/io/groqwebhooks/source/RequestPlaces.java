package io.groqwebhooks.source;

import io.groqwebhooks.event.BodyFields;
import io.groqwebhooks.event.BodyLayout;
import io.groqwebhooks.event.FormBody;
import io.groqwebhooks.event.InvalidEventException;
import io.groqwebhooks.signature.Digests;
import io.groqwebhooks.signature.SignatureHeaders;
import io.groqwebhooks.signature.SignedContent;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Finds the values that a sender's signature needs, wherever in a request they stand. Immutable and
 * safe for use by several threads.
 */
final class RequestPlaces {

  private static final String QUERY = "query:";

  private final BodyLayout body;
  private final @Nullable String publicUrl;
  private final @Nullable String bodyDigest;
  private final boolean onlyHeaders;
  private final @Nullable BodyFields fields;

  /**
   * @param places those that will be asked for
   * @param publicUrl the address that the sender posts to, or null if it signs none
   * @param bodyDigest the place of the SHA-256 of a body that is no form, in hex, where the sorted
   *     fields of a form are signed; null if there is none
   */
  RequestPlaces(
      List<String> places,
      BodyLayout body,
      @Nullable String publicUrl,
      @Nullable String bodyDigest) {
    this.body = body;
    this.publicUrl = publicUrl;
    this.bodyDigest = bodyDigest;
    this.onlyHeaders = places.stream().allMatch(SignatureHeaders::isHeader);
    List<String> pointers =
        places.stream()
            .filter(SignatureHeaders::isInBody)
            .map(SignatureHeaders::pointer)
            .distinct()
            .toList();
    this.fields = pointers.isEmpty() ? null : new BodyFields(pointers);
  }

  /** Gives the value at a place of the request, or null if there is none. */
  Function<String, @Nullable String> of(WebhookRequest request) {
    return onlyHeaders ? request::header : new Values(request)::get;
  }

  /** The values of one request. */
  private final class Values {

    private final WebhookRequest request;
    private @Nullable Map<String, @Nullable String> texts;

    Values(WebhookRequest request) {
      this.request = request;
    }

    @Nullable String get(String place) {
      if (SignatureHeaders.isHeader(place)) {
        return request.header(place);
      }
      if (place.startsWith(QUERY)) {
        return Query.parameter(request.query(), place.substring(QUERY.length()));
      }
      if (SignatureHeaders.isInBody(place)) {
        return texts().get(SignatureHeaders.pointer(place));
      }
      return switch (place) {
        case SignedContent.URL -> url();
        case SignedContent.URL_SHA256 -> Digests.sha256Hex(bytes(url()));
        case SignedContent.URL_WITHOUT_QUERY -> Query.before(url());
        case SignedContent.SORTED_QUERY -> Query.sorted(url());
        case SignedContent.FORM -> form();
        case SignatureHeaders.WHOLE_BODY -> new String(request.body(), StandardCharsets.UTF_8);
        default -> null;
      };
    }

    /**
     * The address that the operator has set, with the query that is a part of what the sender
     * calls.
     */
    private String url() {
      String url = String.valueOf(publicUrl);
      String query = request.query();
      return query == null || url.indexOf('?') >= 0 ? url : url + "?" + query;
    }

    private boolean isForm() {
      return body.isForm(request.header("Content-Type"));
    }

    private @Nullable String form() {
      try {
        if (isForm()) {
          return FormBody.sorted(request.body());
        }
        String said = bodyDigest == null ? null : get(bodyDigest);
        return said != null
                && MessageDigest.isEqual(
                    bytes(said.toLowerCase(Locale.ROOT)), bytes(Digests.sha256Hex(request.body())))
            ? ""
            : null;
      } catch (InvalidEventException e) {
        return null;
      }
    }

    private Map<String, @Nullable String> texts() {
      Map<String, @Nullable String> known = texts;
      if (known == null) {
        known = fields == null ? Map.of() : fields.read(json());
        texts = known;
      }
      return known;
    }

    private byte[] json() {
      try {
        FormBody form = body.form();
        return form != null && isForm() ? form.toJson(request.body()) : request.body();
      } catch (InvalidEventException e) {
        return new byte[0];
      }
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
