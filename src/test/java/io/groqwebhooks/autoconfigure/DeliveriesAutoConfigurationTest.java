package io.groqwebhooks.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.deliveries.DeliveryRecorder;
import io.groqwebhooks.intake.DeliveryListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.jdbc.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.core.JdbcTemplate;

/** The log of deliveries in an application that embeds the jar. */
class DeliveriesAutoConfigurationTest {

  private static final String DATA_SOURCE = "webhooks.deliveries.data-source=";

  private final ApplicationContextRunner application =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  DataSourceAutoConfiguration.class,
                  DeliveriesAutoConfiguration.class,
                  WebhooksAutoConfiguration.class))
          .withPropertyValues(
              "spring.datasource.url=jdbc:h2:mem:applications",
              "webhooks.sources.groq.secrets=whsec_test");

  @Test
  void thereIsNoneUnlessAPropertyTurnsItOn() {
    application.run(
        context -> {
          assertThat(context).hasNotFailed().doesNotHaveBean(DeliveryRecorder.class);
          assertThat(context.getBeansOfType(DeliveryListener.class)).hasSize(1);
        });
  }

  @Test
  void itIsInTheApplicationsOwnDatabaseIfThatIsSaid() {
    application
        .withPropertyValues("webhooks.deliveries.enabled=true", DATA_SOURCE + "dataSource")
        .run(
            context -> {
              Instant now = Instant.now();
              assertThat(
                      context
                          .getBean(DeliveryQueries.class)
                          .counts(now, now.plusSeconds(60), Duration.ofMinutes(1)))
                  .isEmpty();
              List<String> tables =
                  new JdbcTemplate(context.getBean(DataSource.class))
                      .queryForList(
                          "select table_name from information_schema.tables"
                              + " where table_schema = 'PUBLIC'",
                          String.class);
              assertThat(tables)
                  .contains("WEBHOOK_DELIVERY", "WEBHOOK_DELIVERY_BODY", "webhook_delivery_schema");
            });
  }

  @Test
  void aDataSourceThatIsNotThereStopsTheStart() {
    application
        .withPropertyValues("webhooks.deliveries.enabled=true", DATA_SOURCE + "other")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasRootCauseMessage(
                        "webhooks.deliveries.data-source is other, and there is no data source of"
                            + " that name."));
  }

  @ParameterizedTest
  @ValueSource(strings = {"jdbc:h2:file:./x;USER=sa", "jdbc:nobody:x"})
  void aDriverThatIsNotThereStopsTheStart(String url) {
    application
        .withClassLoader(new FilteredClassLoader("org.h2.Driver"))
        .withPropertyValues("webhooks.deliveries.enabled=true", "webhooks.deliveries.url=" + url)
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasRootCauseMessage(
                        "webhooks.deliveries.url is "
                            + url.replace(";USER=sa", "")
                            + ", and no driver knows it."));
  }

  @Test
  void aLibraryThatIsNotThereStopsTheStart() {
    application
        .withClassLoader(new FilteredClassLoader(Flyway.class))
        .withPropertyValues("webhooks.deliveries.enabled=true")
        .run(
            context ->
                assertThat(context.getStartupFailure())
                    .hasRootCauseMessage(
                        "webhooks.deliveries.enabled is true, and there is no class"
                            + " org.flywaydb.core.Flyway."));
  }
}
