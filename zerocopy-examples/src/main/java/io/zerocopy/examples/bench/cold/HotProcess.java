package io.zerocopy.examples.bench.cold;

import io.zerocopy.examples.bench.ChildJvm;
import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A {@link HotClient} that runs, and what it has said so far. */
final class HotProcess implements Closeable {
    /**
     * One answer.
     *
     * @param askedMillis by the wall clock
     * @param tookMicros until its last byte was there
     */
    record Answer(long askedMillis, long tookMicros) {}

    private final Process process;
    private final List<Answer> answers = new ArrayList<>();

    private HotProcess(Process process) {
        this.process = process;
    }

    static HotProcess start(int port, String name, int bytes) throws IOException {
        List<String> command =
                ChildJvm.command(HotClient.class, List.of(String.valueOf(port), name, String.valueOf(bytes)));
        HotProcess client = new HotProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
        Thread listening = new Thread(client::listen, "hot client");
        listening.setDaemon(true);
        listening.start();
        return client;
    }

    private void listen() {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                add(new Answer(Long.parseLong(words[0]), Long.parseLong(words[1])));
            }
        } catch (IOException e) {
            // It has been ended.
        }
    }

    private synchronized void add(Answer answer) {
        answers.add(answer);
    }

    /**
     * The answers to what was asked between two times. Who still waits at the end has waited until now: a server that
     * stands still gives no answers, and is not to look as if it had given only good ones.
     */
    synchronized List<Answer> between(long fromMillis, long toMillis) {
        List<Answer> found = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer.askedMillis() >= fromMillis && answer.askedMillis() < toMillis) {
                found.add(answer);
            }
        }
        long last = answers.isEmpty()
                ? fromMillis
                : Math.max(
                        fromMillis,
                        answers.get(answers.size() - 1).askedMillis()
                                + answers.get(answers.size() - 1).tookMicros() / 1000);
        long silentMillis = toMillis - last;
        if (silentMillis > 100) {
            found.add(new Answer(last, silentMillis * 1000));
        }
        return found;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
