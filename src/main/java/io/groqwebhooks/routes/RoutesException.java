package io.groqwebhooks.routes;

/** Routes that cannot run. Its message tells whoever edits them which route, file and line. */
final class RoutesException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RoutesException(String problem) {
    super(problem);
  }

  RoutesException(String problem, Throwable cause) {
    super(problem, cause);
  }
}
