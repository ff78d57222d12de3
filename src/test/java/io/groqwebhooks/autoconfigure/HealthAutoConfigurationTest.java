package io.groqwebhooks.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.groqwebhooks.claim.ClaimStore;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.boot.actuate.health.Status;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

class HealthAutoConfigurationTest {

  private static final String CLAIMS = "webhookClaimsHealthIndicator";
  private static final String TASKS = "webhookTasksHealthIndicator";

  @TempDir Path folder;

  private ApplicationContextRunner application() {
    return new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(WebhooksAutoConfiguration.class, HealthAutoConfiguration.class))
        .withPropertyValues("webhooks.claims.file=" + folder.resolve("claims"));
  }

  private static Health health(ApplicationContext context, String name) {
    return context.getBean(name, HealthIndicator.class).health();
  }

  @Test
  void claimsAreUpWhenSomebodyNeedsThem() {
    application()
        .run(
            context -> {
              assertThat(context.getBeanNamesForType(HealthIndicator.class))
                  .containsExactlyInAnyOrder(CLAIMS, TASKS);
              assertThat(health(context, CLAIMS)).isEqualTo(Health.unknown().build());
              assertThat(folder).isEmptyDirectory();

              ClaimStore store = context.getBean(ClaimStore.class);
              assertThat(health(context, CLAIMS))
                  .isEqualTo(Health.up().withDetail("store", store.description()).build());
              assertThat(
                      context.getBean(CLAIMS, HealthIndicator.class).getHealth(false).getDetails())
                  .isEmpty();

              store.close();
              assertThat(health(context, CLAIMS).getStatus()).isEqualTo(Status.DOWN);
              assertThat(health(context, CLAIMS).getDetails()).containsOnlyKeys("reason");
            });
  }

  @Test
  void tasksAreUp() {
    application().run(context -> assertThat(health(context, TASKS)).isEqualTo(Health.up().build()));
  }

  @Test
  void theApplicationsOwnWins() {
    HealthIndicator own = () -> Health.outOfService().build();
    application()
        .withBean(CLAIMS, HealthIndicator.class, () -> own)
        .run(context -> assertThat(context.getBean(CLAIMS)).isSameAs(own));
  }

  @Test
  void withoutActuatorThereIsNoHealth() {
    application()
        .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
        .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean(CLAIMS));
  }
}
