package io.groqwebhooks.deliveries;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.groqwebhooks.files.PrivateFiles;
import io.groqwebhooks.settings.DeliverySettings;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
  private static final String HOME = System.getProperty("user.home", "");

  /** What H2 has in a file, and neither in memory nor on a server. */
  private static final Pattern H2_FILE =
      Pattern.compile("jdbc:h2:(?:file:)?(?!(?:mem|tcp|ssl|zip|nio\\w*):)([^;]+)(?:;.*)?");

  /** Failures are told by who meets them; H2 would write them, and the data, to a file for all. */
  private static final List<String> H2_OPTIONS =
      List.of(
          "DB_CLOSE_ON_EXIT=FALSE", "CACHE_SIZE=4096", "RETENTION_TIME=5000", "TRACE_LEVEL_FILE=0");

  private static final int CONNECTIONS = 4;
  private static final int TIMEOUT_SECONDS = 10;

  private final DeliverySettings settings;
  private final boolean file;
  private final @Nullable DataSource applications;
  private volatile @Nullable HikariDataSource pool;
  private @Nullable Opened opened;

  /**
   * @param jdbc runs statements
   * @param transactions holds several of them together
   * @param file whether it is a file of H2's
   */
  record Opened(JdbcTemplate jdbc, TransactionTemplate transactions, boolean file) {

    /**
     * Returns when the operating system has what was committed. H2 writes that to its file later,
     * and what it cannot write then would be lost without a word.
     */
    void flush() {
      if (file) {
        jdbc.execute("checkpoint");
        // A file that has failed before has nothing left to write; whoever reads is told.
        jdbc.queryForList("select id from webhook_delivery where id = 0");
      }
    }
  }

  /**
   * A database that nobody has used yet.
   *
   * @param applications the application's, in place of what the settings say; null for none
   */
  public DeliveryDatabase(DeliverySettings settings, @Nullable DataSource applications) {
    this.settings = settings;
    this.file = applications == null && H2_FILE.matcher(settings.url()).matches();
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
      opened = new Opened(jdbc, new TransactionTemplate(new JdbcTransactionManager(source)), file);
    }
    return opened;
  }

  private HikariDataSource pool() {
    HikariDataSource made = pool;
    if (made == null) {
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
      if (settings.url().startsWith("jdbc:postgresql:")) {
        // Otherwise a server that has vanished is waited for until TCP gives up.
        config.addDataSourceProperty("socketTimeout", String.valueOf(2 * TIMEOUT_SECONDS));
      }
      made = new HikariDataSource(config);
      pool = made;
    }
    return made;
  }

  /** The address; a file of H2's is for its owner only, and closed by us alone. */
  private String url() {
    String url = settings.url();
    Matcher h2 = H2_FILE.matcher(url);
    if (!h2.matches()) {
      return url;
    }
    String name = h2.group(1).replaceFirst("^~", Matcher.quoteReplacement(HOME));
    Path file = Path.of(name).toAbsolutePath().normalize();
    try {
      if (file.getParent() != null) {
        PrivateFiles.makeFolder(file.getParent());
      }
      PrivateFiles.makeFile(Path.of(file + ".mv.db"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    StringBuilder all = new StringBuilder(url);
    for (String option : H2_OPTIONS) {
      String key = option.substring(0, option.indexOf('=') + 1);
      if (!url.toUpperCase(Locale.ROOT).contains(";" + key)) {
        all.append(';').append(option);
      }
    }
    return all.toString();
  }

  /** Lets go of a file after a failure: H2 does not write one again before it is opened anew. */
  synchronized void failed() {
    if (file) {
      close();
      pool = null;
      opened = null;
    }
  }

  /** Where the database is, without a password. */
  String place() {
    String url = settings.url();
    int end = url.indexOf('?') < 0 ? url.indexOf(';') : url.indexOf('?');
    return applications == null
        ? end < 0 ? url : url.substring(0, end)
        : "the application's data source";
  }

  /** Not synchronized: it must not wait for somebody who waits for the database. */
  @Override
  public void close() {
    HikariDataSource made = pool;
    if (made != null) {
      made.close();
    }
  }
}
