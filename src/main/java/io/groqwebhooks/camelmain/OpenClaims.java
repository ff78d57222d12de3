package io.groqwebhooks.camelmain;

import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.claim.file.LocalClaimStore;
import io.groqwebhooks.settings.InvalidSettingException;
import java.nio.file.Path;
import java.time.Clock;
import org.apache.camel.CamelContext;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/** This process's claims, until the context stops. */
final class OpenClaims extends LifecycleStrategySupport {

  private final ClaimLeases leases;
  private final @Nullable LocalClaimStore local;

  private OpenClaims(ClaimLeases leases, @Nullable LocalClaimStore local) {
    this.leases = leases;
    this.local = local;
  }

  /** Claims in the application's store, or in a local file if it has none. */
  static OpenClaims open(ClaimSettings settings, @Nullable ClaimStore ofTheApplication) {
    LocalClaimStore local = ofTheApplication == null ? local(settings) : null;
    ClaimStore store = local == null ? ofTheApplication : local;
    if (store == null) {
      throw new IllegalStateException("There is one or the other");
    }
    return new OpenClaims(new ClaimLeases(store, settings.times().lease()), local);
  }

  private static LocalClaimStore local(ClaimSettings settings) {
    try {
      return new LocalClaimStore(Path.of(settings.file()), settings.times(), Clock.systemUTC());
    } catch (ClaimsUnavailableException e) {
      throw new InvalidSettingException(
          String.valueOf(e.getMessage()),
          "Stop the other process that uses it, or set webhooks.claims.file to a file of this one.",
          e);
    }
  }

  ClaimIdempotentRepository repository() {
    return new ClaimIdempotentRepository(leases);
  }

  @Override
  public void onContextStopped(CamelContext context) {
    leases.close();
    if (local != null) {
      local.close();
    }
  }
}
