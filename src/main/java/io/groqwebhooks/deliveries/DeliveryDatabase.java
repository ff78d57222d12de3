package io.groqwebhooks.deliveries;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.groqwebhooks.files.PrivateFiles;
import io.groqwebhooks.settings.DeliverySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The database with the tables of deliveries. It is opened, and its tables are made, when somebody
 * uses it first: a start does not wait for it. Safe for use by several threads.
 */
public final class DeliveryDatabase implements AutoCloseable {

  private static final String MIGRATIONS = "classpath:META-INF/groq-webhooks/deliveries";
  private static final String HISTORY = "webhook_delivery_schema";
  private static final String H2_FILE = "jdbc:h2:file:";
  private static final int CONNECTIONS = 4;
  private static final int TIMEOUT_SECONDS = 10;

  private final DeliverySettings settings;
  private final @Nullable DataSource applications;
  private @Nullable HikariDataSource pool;
  private @Nullable Opened opened;

  /**
   * @param jdbc runs statements
   * @param transactions holds several of them together
   */
  record Opened(JdbcTemplate jdbc, TransactionTemplate transactions) {}

  /**
   * A database that nobody has used yet.
   *
   * @param applications the application's, in place of what the settings say; null for none
   */
  public DeliveryDatabase(DeliverySettings settings, @Nullable DataSource applications) {
    this.settings = settings;
    this.applications = applications;
  }

  /**
   * The database with its tables.
   *
   * @throws RuntimeException if it cannot be used; the next call tries again
   */
  synchronized Opened open() {
    if (opened == null) {
      DataSource source = applications == null ? pool() : applications;
      Flyway.configure()
          .dataSource(source)
          .locations(MIGRATIONS)
          .table(HISTORY)
          // An application's schema may hold other tables.
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .load()
          .migrate();
      JdbcTemplate jdbc = new JdbcTemplate(source);
      jdbc.setQueryTimeout(TIMEOUT_SECONDS);
      opened = new Opened(jdbc, new TransactionTemplate(new JdbcTransactionManager(source)));
    }
    return opened;
  }

  private HikariDataSource pool() {
    if (pool == null) {
      HikariConfig config = new HikariConfig();
      config.setPoolName("webhook-deliveries");
      config.setJdbcUrl(url());
      config.setUsername(settings.username());
      if (settings.password() != null) {
        config.setPassword(settings.password().text());
      }
      config.setMaximumPoolSize(CONNECTIONS);
      config.setMinimumIdle(1);
      config.setConnectionTimeout(TIMEOUT_SECONDS * 1000L);
      // A database that is away is told by the first statement, and tried again.
      config.setInitializationFailTimeout(-1);
      pool = new HikariDataSource(config);
    }
    return pool;
  }

  /** The address; a file of H2's is for its owner only, and closed by us alone. */
  private String url() {
    String url = settings.url();
    if (!url.startsWith(H2_FILE)) {
      return url;
    }
    int end = url.indexOf(';');
    Path file = Path.of(url.substring(H2_FILE.length(), end < 0 ? url.length() : end));
    Path folder = file.toAbsolutePath().normalize().getParent();
    try {
      if (folder != null) {
        PrivateFiles.makeFolder(folder);
      }
      PrivateFiles.makeFile(Path.of(file.toAbsolutePath().normalize() + ".mv.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return end < 0 ? url + ";DB_CLOSE_ON_EXIT=FALSE;CACHE_SIZE=4096;RETENTION_TIME=5000" : url;
  }

  /** Where the database is, without a password. */
  String place() {
    String url = settings.url();
    int end = url.indexOf('?') < 0 ? url.indexOf(';') : url.indexOf('?');
    return applications == null
        ? end < 0 ? url : url.substring(0, end)
        : "the application's data source";
  }

  @Override
  public synchronized void close() {
    opened = null;
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }
}
