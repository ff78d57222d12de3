package io.groqwebhooks.intake;

import io.groqwebhooks.source.WebhookSource;
import io.groqwebhooks.source.WebhookSources;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;

/**
 * A step of the Kamelet, which makes an instance for every use of it and names the source. Safe for
 * use by several threads once it is initialized.
 */
abstract class IntakeStep extends ServiceSupport implements Processor, CamelContextAware {

  private @Nullable CamelContext camelContext;
  private @Nullable String sourceName;
  private @Nullable WebhookSource source;
  private @Nullable Intake intake;

  /** The name of the source, set by the Kamelet. */
  public final void setSource(String name) {
    this.sourceName = name;
  }

  @Override
  public final void setCamelContext(CamelContext camelContext) {
    this.camelContext = camelContext;
  }

  @Override
  public final @Nullable CamelContext getCamelContext() {
    return camelContext;
  }

  @Override
  protected final void doInit() {
    CamelContext context = initialized(camelContext);
    if (Export.isUnderWay(context)) {
      return;
    }
    source = WebhookSources.in(context).get(initialized(sourceName));
    intake = context.getRegistry().findSingleByType(Intake.class);
  }

  final WebhookSource source() {
    return initialized(source);
  }

  final Intake intake() {
    return initialized(intake);
  }

  private static <T> T initialized(@Nullable T field) {
    if (field == null) {
      throw new IllegalStateException(
          "A step of the Kamelet verified-webhook-source was used outside of it");
    }
    return field;
  }
}
