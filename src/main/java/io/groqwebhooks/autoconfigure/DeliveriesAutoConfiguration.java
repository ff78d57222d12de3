package io.groqwebhooks.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import io.groqwebhooks.deliveries.DeliveryDatabase;
import io.groqwebhooks.deliveries.DeliveryQueries;
import io.groqwebhooks.deliveries.DeliveryRecorder;
import io.groqwebhooks.settings.DeliverySettings;
import io.groqwebhooks.settings.InvalidSettingException;
import io.groqwebhooks.settings.WebhookSettings;
import io.groqwebhooks.source.WebhookSources;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.ClassUtils;

/** The log of deliveries, where a property turns it on and the libraries for it are there. */
@AutoConfiguration(before = WebhooksAutoConfiguration.class)
@ConditionalOnProperty(name = "webhooks.deliveries.enabled", havingValue = "true")
public class DeliveriesAutoConfiguration {

  private static final List<String> LIBRARIES =
      List.of(
          "org.springframework.boot.jdbc.DatabaseDriver",
          "org.springframework.jdbc.core.JdbcTemplate",
          "org.flywaydb.core.Flyway",
          "com.zaxxer.hikari.HikariDataSource");

  /** Somebody who wants a log does not want to find out later that there is none. */
  DeliveriesAutoConfiguration(ApplicationContext application) {
    for (String library : LIBRARIES) {
      if (!ClassUtils.isPresent(library, application.getClassLoader())) {
        throw new InvalidSettingException(
            "webhooks.deliveries.enabled is true, and there is no class " + library + ".",
            "Add spring-boot-starter-jdbc and flyway-core, or turn it off.");
      }
    }
  }

  /** Without loading every driver that is there, which a start would wait for. */
  private static void checkDriver(String url, @Nullable ClassLoader classes) {
    String driver = DatabaseDriver.fromJdbcUrl(url).getDriverClassName();
    boolean known = driver == null ? isKnown(url) : ClassUtils.isPresent(driver, classes);
    if (!known) {
      throw new InvalidSettingException(
          "webhooks.deliveries.url is "
              + url.replaceFirst("[?;].*", "")
              + ", and no driver knows it.",
          "Add the database's driver, such as com.h2database:h2.");
    }
  }

  private static boolean isKnown(String url) {
    try {
      DriverManager.getDriver(url);
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({JdbcTemplate.class, Flyway.class, HikariDataSource.class})
  static class Log {

    @Bean
    @ConditionalOnMissingBean(value = DeliveryDatabase.class, name = "webhookDeliveryDatabase")
    DeliveryDatabase webhookDeliveryDatabase(
        WebhookSettings settings, ApplicationContext application) {
      return new DeliveryDatabase(
          settings.deliveries(), applications(settings.deliveries(), application));
    }

    private static @Nullable DataSource applications(
        DeliverySettings settings, ApplicationContext beans) {
      String name = settings.dataSource();
      if (name == null) {
        checkDriver(settings.url(), beans.getClassLoader());
        return null;
      }
      if (!beans.containsBean(name) || !beans.isTypeMatch(name, DataSource.class)) {
        throw new InvalidSettingException(
            "webhooks.deliveries.data-source is "
                + name
                + ", and there is no data source of that name.",
            "Set it to the name of a bean that is one, such as dataSource.");
      }
      return beans.getBean(name, DataSource.class);
    }

    /** Writes the log. */
    @Bean
    @ConditionalOnMissingBean(value = DeliveryRecorder.class, name = "webhookDeliveryRecorder")
    DeliveryRecorder webhookDeliveryRecorder(
        WebhookSettings settings, DeliveryDatabase database, WebhookSources sources) {
      return new DeliveryRecorder(settings.deliveries(), database, sources);
    }

    /** Reads the log. */
    @Bean
    @ConditionalOnMissingBean(value = DeliveryQueries.class, name = "webhookDeliveryQueries")
    DeliveryQueries webhookDeliveryQueries(DeliveryDatabase database) {
      return new DeliveryQueries(database);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass({MeterBinder.class, JdbcTemplate.class, Flyway.class, HikariDataSource.class})
  static class Meters {

    @Bean
    @ConditionalOnMissingBean(name = "webhookDeliveryRecorderMeters")
    MeterBinder webhookDeliveryRecorderMeters(DeliveryRecorder recorder) {
      return registry -> {
        FunctionCounter.builder("webhooks.log.dropped", recorder, DeliveryRecorder::dropped)
            .description("Entries of the log of deliveries that were not written")
            .register(registry);
        Gauge.builder("webhooks.log.waiting", recorder, DeliveryRecorder::waiting)
            .description("Entries of the log of deliveries that are to be written")
            .register(registry);
      };
    }
  }
}
