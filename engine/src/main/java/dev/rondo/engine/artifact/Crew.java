package dev.rondo.engine.artifact;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A few threads that help with folders of many files. The caller works too, so that work goes on while all helpers are
 * busy elsewhere. Helpers end by themselves when there is nothing to do.
 *
 * <p><b>Threads.</b> Safe for many threads. An interrupt does not disturb the work; it is there when the work is done.
 */
final class Crew {
    /** With fewer files for each, starting a helper costs more than it saves. */
    private static final int LEAST_FOR_A_HELPER = 16;

    private final int helpers;
    private final ThreadPoolExecutor pool;

    /** @param helpers how many threads at most, beside the callers' */
    Crew(int helpers) {
        this.helpers = helpers;
        this.pool = new ThreadPoolExecutor(helpers, helpers, 5, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), work -> {
            Thread thread = new Thread(work, "rondo-artifacts");
            thread.setDaemon(true);
            return thread;
        });
        pool.allowCoreThreadTimeOut(true);
    }

    /** What is done with one item. */
    @FunctionalInterface
    interface Work<T, R> {
        R with(T item) throws IOException;
    }

    /**
     * Does the same with every item and answers in their order. After the first failure no other item is begun.
     *
     * @throws IOException the first that was thrown
     */
    <T, R> List<R> forEach(List<T> items, Work<T, R> work) throws IOException {
        Shift<T, R> shift = new Shift<>(items, work, Math.min(helpers, items.size() / LEAST_FOR_A_HELPER));
        for (int i = 0; i < shift.helpers; i++) {
            pool.execute(shift::help);
        }
        shift.work();
        shift.awaitHelpers();
        return shift.results();
    }

    private static final class Shift<T, R> {
        private final List<T> items;
        private final Work<T, R> work;
        private final List<AtomicReference<R>> results = new ArrayList<>();
        private final AtomicInteger next = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final int helpers;
        private final CountDownLatch gone;

        Shift(List<T> items, Work<T, R> work, int helpers) {
            this.items = items;
            this.work = work;
            this.helpers = helpers;
            this.gone = new CountDownLatch(helpers);
            items.forEach(item -> results.add(new AtomicReference<>()));
        }

        void help() {
            try {
                work();
            } finally {
                gone.countDown();
            }
        }

        void work() {
            for (int i = next.getAndIncrement();
                    i < items.size() && failure.get() == null;
                    i = next.getAndIncrement()) {
                try {
                    results.get(i).set(work.with(items.get(i)));
                } catch (IOException | RuntimeException | Error e) {
                    failure.compareAndSet(null, e);
                }
            }
        }

        /** Helpers that have not begun find nothing left to do. */
        void awaitHelpers() {
            boolean interrupted = false;
            while (true) {
                try {
                    gone.await();
                    break;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        List<R> results() throws IOException {
            Throwable failed = failure.get();
            if (failed instanceof IOException e) {
                throw e;
            }
            if (failed instanceof UncheckedIOException e) {
                throw e.getCause();
            }
            if (failed instanceof RuntimeException e) {
                throw e;
            }
            if (failed instanceof Error e) {
                throw e;
            }
            return results.stream().map(AtomicReference::get).toList();
        }
    }
}
