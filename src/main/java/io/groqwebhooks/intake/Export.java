package io.groqwebhooks.intake;

import org.apache.camel.CamelContext;

/**
 * The export of the Camel CLI: it starts routes only to see what the project that it writes needs.
 * It stands in for beans and settings then, and no request is served; secrets need not be there.
 */
public final class Export {

  private static final String PROPERTY = "camel.jbang.export";

  private Export() {}

  /** Whether routes are started for nothing but an export. */
  public static boolean isUnderWay(CamelContext context) {
    return context
        .getPropertiesComponent()
        .resolveProperty(PROPERTY)
        .filter("true"::equals)
        .isPresent();
  }
}
