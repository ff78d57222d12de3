package io.groqwebhooks.signature;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a request was signed by someone who holds one of the secrets, recently enough.
 *
 * <p>Signatures are compared in constant time on decoded bytes. Immutable and safe for use by
 * several threads.
 */
public final class SignatureVerifier {

  /**
   * What was found, and which secret tells so.
   *
   * @param verification what was found
   * @param secret the position of the secret that has verified the request, from 1; 0 if it is not
   *     valid, or the key is none of the secrets but one that the sender publishes
   */
  public record Result(Verification verification, int secret) {}

  /**
   * A key, and what it proves.
   *
   * @param valid the result for a request that it verifies
   */
  private record Held(SignatureKey key, Result valid) {

    static Held of(SignatureKey key, int secret) {
      return new Held(key, new Result(Verification.VALID, secret));
    }
  }

  private final SignatureScheme scheme;

  /** Those first that cost little. */
  private final List<Held> keys;

  private final boolean mayBeCostly;
  private final long toleranceSeconds;
  private final Clock clock;

  /**
   * @param secrets every one of them is valid, so that a secret can be rotated; at least one
   * @param tolerance how far a timestamp may be in the past or in the future
   * @param clock tells the time that timestamps are compared with
   * @throws IllegalArgumentException if there is no secret, one is no key of the scheme, or the
   *     tolerance is not positive
   */
  public SignatureVerifier(
      SignatureScheme scheme, List<Secret> secrets, Duration tolerance, Clock clock) {
    if (secrets.isEmpty() && scheme.remoteKeys() == null) {
      throw new IllegalArgumentException("A verifier needs at least one secret");
    }
    if (tolerance.isNegative() || tolerance.isZero()) {
      throw new IllegalArgumentException("The tolerance must be positive, not " + tolerance);
    }
    this.scheme = scheme;
    this.keys =
        keys(scheme, secrets, clock).stream()
            .sorted(Comparator.comparing(held -> held.key().mayBeCostly()))
            .toList();
    keys.forEach(held -> held.key().checkCanVerify());
    this.mayBeCostly = keys.stream().anyMatch(held -> held.key().mayBeCostly());
    this.toleranceSeconds = tolerance.toSeconds();
    this.clock = clock;
  }

  private static List<Held> keys(SignatureScheme scheme, List<Secret> secrets, Clock clock) {
    RemoteKeys remote = scheme.remoteKeys();
    List<Held> keys = new ArrayList<>();
    if (remote == null) {
      for (int i = 0; i < secrets.size(); i++) {
        for (SignatureKey key : SignatureKey.all(scheme, secrets.get(i))) {
          keys.add(Held.of(key, i + 1));
        }
      }
      return keys;
    }
    if (remote.jwks() != null) {
      return List.of(Held.of(new JwksKey(scheme.kinds().get(0), remote.jwks()), 0));
    }
    Certificates certificates =
        new Certificates(Objects.requireNonNull(remote.certificates()), clock);
    for (SignatureKind kind : scheme.kinds()) {
      if (secrets.isEmpty()) {
        keys.add(Held.of(new CertificateKey(kind, certificates, null), 0));
      }
      for (int i = 0; i < secrets.size(); i++) {
        keys.add(Held.of(new CertificateKey(kind, certificates, secrets.get(i)), i + 1));
      }
    }
    return keys;
  }

  /**
   * What a request brings to be verified.
   *
   * @param values gives the value at a place ({@link SignedContent#places()}), or null if there is
   *     none; most places are names of headers
   * @param body the body's bytes exactly as they were received
   */
  public SignedRequest read(Function<String, @Nullable String> values, byte[] body) {
    return scheme.read(values, body);
  }

  /** Reads a request and verifies it; see {@link #read} and {@link #verify(SignedRequest)}. */
  public Verification verify(Function<String, @Nullable String> values, byte[] body) {
    return verify(read(values, body));
  }

  /**
   * Fetches the sender's keys, if they are needed for this request and not at hand: that may take
   * seconds.
   *
   * @throws KeyUnavailableException if they cannot be fetched now
   */
  public void prepare(SignedRequest request) {
    if (scheme.remoteKeys() != null && unsigned(request) == null) {
      keys.get(0).key().prepare(request);
    }
  }

  /**
   * Whether {@link #verify(SignedRequest)} may cost milliseconds for this request. All that is
   * cheap has been done in vain then: the time is in order, there are signatures of the right
   * length, and none of them is that of a key which is cheap.
   */
  public boolean isCostly(SignedRequest request) {
    if (!mayBeCostly || unsigned(request) != null) {
      return false;
    }
    for (Held held : keys) {
      SignatureKey key = held.key();
      if (key.isCostly(request) && !key.signaturesIn(request.signatures()).isEmpty()) {
        return !isCheaplyVerified(request);
      }
    }
    return false;
  }

  private boolean isCheaplyVerified(SignedRequest request) {
    for (Held held : keys) {
      SignatureKey key = held.key();
      if (!key.isCostly(request) && key.verifies(key.signaturesIn(request.signatures()), request)) {
        return true;
      }
    }
    return false;
  }

  /** Verifies a request; see {@link #check}. */
  public Verification verify(SignedRequest request) {
    return check(request).verification();
  }

  /**
   * Verifies a request, and tells by which secret. Never throws for what a request may hold.
   *
   * @throws KeyUnavailableException if the sender's key has to be fetched, and cannot be now
   */
  public Result check(SignedRequest request) {
    Verification problem = unsigned(request);
    if (problem != null) {
      return new Result(problem, 0);
    }
    prepare(request);
    Result finding = checkSignature(request);
    JsonWebToken token = request.token();
    if (finding.verification() != Verification.VALID || token == null) {
      return finding;
    }
    // What a token says is read only after it is known whose it is.
    Verification time = verifyTime(token);
    return time == Verification.VALID ? finding : new Result(time, 0);
  }

  private Verification verifyTime(JsonWebToken token) {
    String claim = scheme.timestampClaim();
    if (claim == null) {
      return token.verifyTime(clock.instant().getEpochSecond(), toleranceSeconds);
    }
    String timestamp = token.claim(claim);
    Verification finding = verifyTimestamp(timestamp == null ? "" : timestamp);
    return finding == Verification.VALID && token.hasEnd()
        ? token.verifyTime(clock.instant().getEpochSecond(), toleranceSeconds)
        : finding;
  }

  /** What is missing to verify the request at all, or why its time is out of order, or null. */
  private @Nullable Verification unsigned(SignedRequest request) {
    // A signature without its time proves nothing, so that the time is asked for first, unless it
    // is part of the signature's header.
    if (request.signatures().isEmpty() && scheme.timestampPrefix() != null) {
      return Verification.SIGNATURE_MISSING;
    }
    if (scheme.hasTimestamp()) {
      Verification finding = verifyTimestamp(request.timestamp());
      if (finding != Verification.VALID) {
        return finding;
      }
    }
    if (request.signatures().isEmpty()) {
      return Verification.SIGNATURE_MISSING;
    }
    if (!request.hasId()) {
      return Verification.ID_MISSING;
    }
    return request.hasValues() ? null : Verification.HEADER_MISSING;
  }

  private Result checkSignature(SignedRequest request) {
    Verification finding = Verification.SIGNATURE_MALFORMED;
    for (Held held : keys) {
      SignatureKey key = held.key();
      List<byte[]> signatures = key.signaturesIn(request.signatures());
      if (!signatures.isEmpty()) {
        if (key.verifies(signatures, request)) {
          return held.valid();
        }
        finding = Verification.SIGNATURE_MISMATCH;
      }
    }
    return new Result(finding, 0);
  }

  private Verification verifyTimestamp(String timestamp) {
    if (timestamp.isEmpty()) {
      return Verification.TIMESTAMP_MISSING;
    }
    if (scheme.timestampUnit() == TimestampUnit.NONE) {
      return Verification.VALID;
    }
    long seconds = scheme.timestampUnit().seconds(timestamp);
    if (seconds == TimestampUnit.MALFORMED) {
      return Verification.TIMESTAMP_MALFORMED;
    }
    long age = clock.instant().getEpochSecond() - seconds;
    if (age > toleranceSeconds) {
      return Verification.TIMESTAMP_TOO_OLD;
    }
    return age < -toleranceSeconds ? Verification.TIMESTAMP_IN_FUTURE : Verification.VALID;
  }
}
