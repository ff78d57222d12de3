package io.groqwebhooks.deliveries;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;

/**
 * A data source that has its database tell how many rows each query looks at, whether or not they
 * are of its result. Every query is run twice for that.
 */
final class Explained {

  private static final Pattern H2_SCANNED = Pattern.compile("scanCount: (\\d+)");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final DataSource database;
  private final boolean postgres;
  private final AtomicLong rows = new AtomicLong();

  Explained(DataSource database, boolean postgres) {
    this.database = database;
    this.postgres = postgres;
  }

  DataSource dataSource() {
    return proxy(
        DataSource.class,
        (self, method, arguments) -> {
          Object result = call(method, database, arguments);
          return result instanceof Connection connection ? explained(connection) : result;
        });
  }

  /** The rows that were looked at since this was asked last. */
  long rows() {
    return rows.getAndSet(0);
  }

  private Connection explained(Connection connection) {
    return proxy(
        Connection.class,
        (self, method, arguments) -> {
          Object result = call(method, connection, arguments);
          return result instanceof PreparedStatement statement
                  && arguments[0] instanceof String sql
                  && sql.startsWith("select")
              ? explained(statement, connection.prepareStatement(explain(sql)))
              : result;
        });
  }

  private PreparedStatement explained(PreparedStatement statement, PreparedStatement explanation) {
    return proxy(
        PreparedStatement.class,
        (self, method, arguments) -> {
          if (method.getName().equals("executeQuery")) {
            count(explanation);
          } else if (method.getName().matches("set(?!FetchSize|MaxRows|QueryTimeout).*|close")) {
            Object unused = call(method, explanation, arguments);
          }
          return call(method, statement, arguments);
        });
  }

  private String explain(String sql) {
    return (postgres ? "explain (analyze, format json) " : "explain analyze ") + sql;
  }

  private void count(PreparedStatement explanation) throws SQLException, IOException {
    List<String> lines = new ArrayList<>();
    try (ResultSet result = explanation.executeQuery()) {
      while (result.next()) {
        lines.add(result.getString(1));
      }
    }
    String plan = String.join("\n", lines);
    if (postgres) {
      rows.addAndGet(scanned(JSON.readTree(plan).path(0).path("Plan")));
    } else {
      Matcher scans = H2_SCANNED.matcher(plan);
      while (scans.find()) {
        rows.addAndGet(Long.parseLong(scans.group(1)));
      }
    }
  }

  /** The rows of the plan's scans, with those that they threw away. */
  private static long scanned(JsonNode node) {
    double sum = 0;
    if (node.has("Relation Name")) {
      double each =
          node.path("Actual Rows").asDouble()
              + node.path("Rows Removed by Filter").asDouble()
              + node.path("Rows Removed by Index Recheck").asDouble();
      sum += each * node.path("Actual Loops").asDouble();
    }
    for (JsonNode child : node.path("Plans")) {
      sum += scanned(child);
    }
    return (long) sum;
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  private static Object call(Method method, Object target, Object[] arguments) throws Throwable {
    try {
      return method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }
}
