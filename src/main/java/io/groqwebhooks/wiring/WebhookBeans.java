package io.groqwebhooks.wiring;

import io.groqwebhooks.claim.ClaimIdempotentRepository;
import io.groqwebhooks.claim.ClaimLeases;
import io.groqwebhooks.claim.ClaimStore;
import io.groqwebhooks.claim.ClaimTimes;
import io.groqwebhooks.claim.ClaimsUnavailableException;
import io.groqwebhooks.claim.HandledListener;
import io.groqwebhooks.claim.file.LocalClaimStore;
import io.groqwebhooks.deadletter.DeadLetterListener;
import io.groqwebhooks.deadletter.FailedAttempts;
import io.groqwebhooks.deadletter.RetryTimeout;
import io.groqwebhooks.deadletter.WriteDeadLetter;
import io.groqwebhooks.event.FileName;
import io.groqwebhooks.event.WebhookEventConverter;
import io.groqwebhooks.forward.RefusedForGood;
import io.groqwebhooks.forward.TargetListener;
import io.groqwebhooks.forward.Targets;
import io.groqwebhooks.intake.Admission;
import io.groqwebhooks.intake.BehindQueue;
import io.groqwebhooks.intake.DeliveryListener;
import io.groqwebhooks.intake.DeliveryListeners;
import io.groqwebhooks.intake.Intake;
import io.groqwebhooks.observe.DeliveryLog;
import io.groqwebhooks.observe.EventMdc;
import io.groqwebhooks.secrets.SecretFilesWatch;
import io.groqwebhooks.settings.ClaimSettings;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSources;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.apache.camel.Predicate;

/**
 * The beans that routes need by their names, and what these are made of: one list for every kind of
 * application. Each gives way to a bean of the application's.
 */
public final class WebhookBeans {

  /** The application's beans, these among them. */
  public interface Lookup {

    /** The only bean of that type. */
    <T> T one(Class<T> type);

    /** The bean of that name and type. */
    <T> T named(String name, Class<T> type);

    /** All beans of that type; if the application orders its beans, in that order. */
    <T> List<T> all(Class<T> type);
  }

  /** Which beans of the application's make one of ours needless. */
  public enum GivesWay {
    /** One of the same name. */
    BY_NAME,
    /** One of the same name or type. */
    BY_NAME_OR_TYPE
  }

  /**
   * A bean.
   *
   * @param name its name
   * @param type its type
   * @param givesWay to which of the application's beans
   * @param lazy whether it is made only when somebody needs it: a store that nobody claims in opens
   *     no file and no connection
   * @param factory makes it
   */
  public record Definition<T>(
      String name,
      Class<T> type,
      GivesWay givesWay,
      boolean lazy,
      Function<Lookup, ? extends T> factory) {

    /**
     * Whether the application has a bean in place of this one.
     *
     * @param sameName whether it has one of this name
     * @param sameType whether it has one of this type
     */
    public boolean isReplaced(boolean sameName, BooleanSupplier sameType) {
      return sameName || (givesWay == GivesWay.BY_NAME_OR_TYPE && sameType.getAsBoolean());
    }
  }

  private static final String BEHIND_QUEUE = "webhookBehindQueue";

  /** The beans, those first that others are made of. */
  public static final List<Definition<?>> ALL =
      List.of(
          bean("webhookSecretFiles", SecretFilesWatch.class, beans -> new SecretFilesWatch()),
          bean(
              "webhookSources",
              WebhookSources.class,
              beans ->
                  WebhookSources.of(
                      beans.one(WebhookSettings.class), beans.one(SecretFilesWatch.class))),
          bean("webhookDeliveryLog", DeliveryLog.class, beans -> new DeliveryLog()),
          bean(
              "webhookDeliveryListeners",
              DeliveryListeners.class,
              beans -> new DeliveryListeners(beans.all(DeliveryListener.class))),
          bean("webhookIntake", Intake.class, WebhookBeans::intake),
          bean("webhookEventMdc", EventMdc.class, beans -> new EventMdc()),
          bean(
              "webhookEventConverter",
              WebhookEventConverter.class,
              beans -> new WebhookEventConverter()),
          bean(
              "webhookUnusedSettings",
              UnusedSettings.class,
              beans ->
                  new UnusedSettings(
                      beans.one(WebhookSettings.class),
                      beans.one(WebhookSources.class),
                      beans.one(Intake.class))),
          bean(
              "webhookTargets",
              Targets.class,
              beans ->
                  new Targets(
                      beans.one(WebhookSettings.class),
                      beans.one(SecretFilesWatch.class),
                      beans.all(TargetListener.class))),
          // Without camel-http there is no class that it looks for, and nobody who asks.
          lazy(
              "webhookRefusedForGood",
              Predicate.class,
              GivesWay.BY_NAME,
              beans -> new RefusedForGood()),
          named("webhookFileName", FileName.class, beans -> new FileName()),
          named("webhookAttempts", FailedAttempts.class, beans -> new FailedAttempts()),
          named(
              "webhookRetryTimeout",
              Predicate.class,
              beans -> {
                WebhookSettings settings = beans.one(WebhookSettings.class);
                return new RetryTimeout(
                    settings.queue().retryTimeout(), settings.retry().maxRedeliveries());
              }),
          named(
              "webhookDeadLetter",
              WriteDeadLetter.class,
              beans -> new WriteDeadLetter(beans.all(DeadLetterListener.class))),
          named(BEHIND_QUEUE, Predicate.class, beans -> new BehindQueue()),
          named("webhookDeadLetterWanted", Predicate.class, WebhookBeans::deadLetterWanted),
          lazy(
              "webhookClaimStore", ClaimStore.class, GivesWay.BY_NAME_OR_TYPE, WebhookBeans::store),
          lazy(
              "webhookClaimLeases",
              ClaimLeases.class,
              GivesWay.BY_NAME_OR_TYPE,
              beans ->
                  new ClaimLeases(
                      beans.one(ClaimStore.class),
                      beans.one(WebhookSettings.class).claims().lease())),
          lazy(
              "webhookClaims",
              ClaimIdempotentRepository.class,
              GivesWay.BY_NAME,
              beans ->
                  new ClaimIdempotentRepository(
                      beans.one(ClaimLeases.class), beans.all(HandledListener.class))));

  private WebhookBeans() {}

  private static <T> Definition<T> bean(
      String name, Class<T> type, Function<Lookup, ? extends T> factory) {
    return new Definition<>(name, type, GivesWay.BY_NAME_OR_TYPE, false, factory);
  }

  private static <T> Definition<T> named(
      String name, Class<T> type, Function<Lookup, ? extends T> factory) {
    return new Definition<>(name, type, GivesWay.BY_NAME, false, factory);
  }

  private static <T> Definition<T> lazy(
      String name, Class<T> type, GivesWay givesWay, Function<Lookup, ? extends T> factory) {
    return new Definition<>(name, type, givesWay, true, factory);
  }

  private static Intake intake(Lookup beans) {
    WebhookSettings settings = beans.one(WebhookSettings.class);
    return new Intake(
        new Admission(
            settings.maxInFlight(),
            settings.maxBufferedSize().bytes(),
            settings.maxHandledSize().bytes()),
        beans.one(DeliveryListeners.class),
        settings.answerTimeout());
  }

  /** Where nobody has said, events are kept that no sender delivers again. */
  private static Predicate deadLetterWanted(Lookup beans) {
    Boolean enabled = beans.one(WebhookSettings.class).deadLetterEnabled();
    return enabled == null ? beans.named(BEHIND_QUEUE, Predicate.class) : exchange -> enabled;
  }

  /** How long claims last by these settings. */
  public static ClaimTimes times(ClaimSettings claims) {
    return new ClaimTimes(claims.lease(), claims.retention());
  }

  private static ClaimStore store(Lookup beans) {
    ClaimSettings claims = beans.one(WebhookSettings.class).claims();
    InvalidSettingException.unless(
        claims.replicas() == 0,
        "webhooks.claims.replicas",
        "0 where claims are in a file and not in Redis",
        claims.replicas());
    try {
      return new LocalClaimStore(
          Path.of(claims.file()),
          times(claims),
          claims.timeout(),
          claims.refuseDamagedFile(),
          Clock.systemUTC());
    } catch (ClaimsUnavailableException e) {
      throw new InvalidSettingException(
          String.valueOf(e.getMessage()),
          "Let webhooks.claims.file be a whole file that this process, and no other, can write; share"
              + " claims between processes in Redis (REDIS_URL).",
          e);
    }
  }
}
