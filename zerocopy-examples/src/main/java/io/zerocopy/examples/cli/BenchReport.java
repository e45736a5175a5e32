package io.zerocopy.examples.cli;

import io.zerocopy.examples.bench.tables.Cell;
import io.zerocopy.examples.bench.tables.Charts;
import io.zerocopy.examples.bench.tables.Markdown;
import io.zerocopy.examples.bench.tables.Plan;
import io.zerocopy.examples.bench.tables.Results;
import io.zerocopy.examples.bench.tables.Setting;
import io.zerocopy.examples.bench.tables.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** What {@code bench} has measured so far, on the terminal and in files: who stops it keeps that. */
final class BenchReport {
    private final PrintWriter terminal;
    private final Path folder;
    private final Setting setting;
    private final List<Table> finished = new ArrayList<>();
    private Table table = new Table("", "", List.of());

    BenchReport(PrintWriter terminal, Path folder, Setting setting) {
        this.terminal = terminal;
        this.folder = folder;
        this.setting = setting;
    }

    void begin(Plan plan) {
        table = new Table(plan.title(), plan.about(), List.of());
        print(Markdown.heading(table));
    }

    void add(List<Cell> cells) throws IOException {
        table = table.with(cells);
        List<Table> tables = new ArrayList<>(finished);
        tables.add(table);
        Results results = new Results(setting, tables);
        replace("results.json", results.toJson());
        replace("results.md", Markdown.of(results));
        cells.forEach(cell -> print(Markdown.of(cell)));
    }

    void end() throws IOException {
        finished.add(table);
        Charts.write(table, folder);
    }

    private void print(String text) {
        terminal.println(text);
        terminal.flush();
    }

    /** Whole or not at all: the user may press Ctrl-C now. */
    private void replace(String name, String content) throws IOException {
        Path part = folder.resolve(name + ".part");
        Files.writeString(part, content);
        Files.move(part, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }
}
