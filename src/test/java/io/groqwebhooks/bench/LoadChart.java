package io.groqwebhooks.bench;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGSyntax;
import org.jfree.chart.ChartFactory;
import org.jfree.chart.JFreeChart;
import org.jfree.chart.axis.LogarithmicAxis;
import org.jfree.chart.plot.XYPlot;
import org.jfree.chart.renderer.xy.XYLineAndShapeRenderer;
import org.jfree.data.xy.XYSeries;
import org.jfree.data.xy.XYSeriesCollection;
import org.w3c.dom.DOMImplementation;

/** Draws how late answers are as more events come: a line for each mode. */
final class LoadChart {

  private static final Rectangle SIZE = new Rectangle(820, 460);

  /** Colours that those who see few colours can tell apart (Okabe and Ito). */
  private static final Color[] COLOURS = {
    new Color(0x0072B2),
    new Color(0x56B4E9),
    new Color(0xD55E00),
    new Color(0xE69F00),
    new Color(0x009E73),
    new Color(0xCC79A7)
  };

  private final XYSeriesCollection lines = new XYSeriesCollection();

  /** Adds a point to the line of a mode. */
  void add(String mode, double perSecond, double millis) {
    if (lines.getSeriesIndex(mode) < 0) {
      lines.addSeries(new XYSeries(mode));
    }
    lines.getSeries(mode).add(perSecond, millis);
  }

  void write(Path svg) throws IOException {
    SVGGraphics2D graphics =
        new SVGGraphics2D(document().createDocument(SVGSyntax.SVG_NAMESPACE_URI, "svg", null));
    graphics.setSVGCanvasSize(new Dimension(SIZE.width, SIZE.height));
    chart().draw(graphics, SIZE);
    try (Writer writer = Files.newBufferedWriter(svg)) {
      graphics.stream(writer, true);
    }
  }

  private static DOMImplementation document() {
    try {
      return DocumentBuilderFactory.newInstance().newDocumentBuilder().getDOMImplementation();
    } catch (ParserConfigurationException e) {
      throw new IllegalStateException(e);
    }
  }

  private JFreeChart chart() {
    JFreeChart chart =
        ChartFactory.createXYLineChart(
            "99th percentile of the time until an event is accepted, ms",
            "events offered a second",
            null,
            lines);
    chart.getTitle().setFont(chart.getTitle().getFont().deriveFont(14f));
    XYPlot plot = chart.getXYPlot();
    plot.setRangeAxis(new LogarithmicAxis(null));
    plot.setBackgroundPaint(Color.WHITE);
    plot.setRangeGridlinePaint(Color.LIGHT_GRAY);
    plot.setDomainGridlinesVisible(false);
    XYLineAndShapeRenderer renderer = new XYLineAndShapeRenderer();
    for (int i = 0; i < lines.getSeriesCount(); i++) {
      renderer.setSeriesPaint(i, COLOURS[i % COLOURS.length]);
      renderer.setSeriesStroke(i, new BasicStroke(2));
    }
    plot.setRenderer(renderer);
    return chart;
  }
}
