package dev.rondo.engine.clock;

import static java.util.Objects.requireNonNull;
import static org.quartz.JobBuilder.newJob;
import static org.quartz.JobKey.jobKey;
import static org.quartz.SimpleScheduleBuilder.simpleSchedule;
import static org.quartz.TriggerBuilder.newTrigger;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.quartz.DisallowConcurrentExecution;
import org.quartz.Job;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.ScheduleBuilder;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.impl.StdSchedulerFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clock of a running engine: Quartz in memory, on two threads of its own. Every name is a Quartz job of its own,
 * because Quartz searches the triggers of a job one by one. A third thread notices when the machine's time is set back.
 */
public final class QuartzClock implements EngineClock {
    private static final Logger log = LoggerFactory.getLogger(QuartzClock.class);

    private static final String JOB = "job";

    /** How often it is looked whether somebody has set the time, and by how much to be noticed. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration STEP = Duration.ofSeconds(2);

    private record Repeated(Duration interval, Runnable job) {}

    private final InstantSource time;
    private final LongSupplier nanos;
    private final Scheduler scheduler;
    /** What is called again and again; guarded by this, as is the next. */
    private final Map<String, Repeated> repeated = new LinkedHashMap<>();

    private Duration ahead;

    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "rondo-clock-watch");
        thread.setDaemon(true);
        return thread;
    });

    public QuartzClock(InstantSource time) {
        this(time, System::nanoTime);
    }

    /** @param nanos goes on evenly, whatever becomes of {@code time} */
    QuartzClock(InstantSource time, LongSupplier nanos) {
        this.time = time;
        this.nanos = nanos;
        this.ahead = ahead();
        try {
            scheduler = new StdSchedulerFactory(settings()).getScheduler();
            scheduler.setJobFactory((bundle, s) -> new Call(runnable(bundle.getJobDetail())));
            scheduler.start();
            var unused =
                    watch.scheduleWithFixedDelay(this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
        } catch (SchedulerException e) {
            throw new IllegalStateException("The clock could not start: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void every(String name, Duration interval, Runnable job) {
        if (interval.toMillis() < 1) {
            throw new IllegalArgumentException(
                    "Job \"" + name + "\" needs an interval of at least a millisecond; got " + interval);
        }
        // After a long pause, such as a suspended laptop, one call is enough: jobs look at what is due by themselves.
        var schedule = simpleSchedule()
                .withIntervalInMilliseconds(interval.toMillis())
                .repeatForever()
                .withMisfireHandlingInstructionNowWithRemainingCount();
        Date first = Date.from(time.instant().plus(interval));
        put(name, job, first, schedule);
        repeated.put(name, new Repeated(interval, job));
    }

    @Override
    public synchronized void at(String name, Instant when, Runnable job) {
        repeated.remove(name);
        put(name, job, Date.from(when), simpleSchedule().withMisfireHandlingInstructionFireNow());
    }

    @Override
    public synchronized void cancel(String name) {
        repeated.remove(name);
        try {
            scheduler.deleteJob(jobKey(name));
        } catch (SchedulerException e) {
            throw new IllegalStateException("The clock could not forget \"" + name + "\": " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
        try {
            scheduler.shutdown(true);
        } catch (SchedulerException e) {
            log.warn("The clock did not close in order; nothing is lost, since it holds no facts", e);
        }
    }

    /**
     * The next calls are at times of the clock on the wall. When somebody sets that back, whatever is called again and
     * again would wait until it has made up for it, which may be a year.
     */
    private synchronized void look() {
        Duration before = ahead;
        ahead = ahead();
        if (ahead.compareTo(before.minus(STEP)) < 0) {
            log.warn(
                    "The machine's time was set back by {}; what is called every so often is called from now on",
                    before.minus(ahead));
            callFromNowOn();
        }
    }

    /** The scheduler's thread may be waiting for a call that is now an hour away; it looks anew when it goes on. */
    private void callFromNowOn() {
        try {
            scheduler.standby();
            Map.copyOf(repeated).forEach((name, one) -> every(name, one.interval(), one.job()));
            scheduler.start();
        } catch (SchedulerException e) {
            throw new IllegalStateException("The clock could not go on: " + e.getMessage(), e);
        }
    }

    private Duration ahead() {
        return Duration.between(Instant.EPOCH, time.instant()).minusNanos(nanos.getAsLong());
    }

    private void put(String name, Runnable job, Date first, ScheduleBuilder<? extends Trigger> schedule) {
        JobDetail detail = newJob(Call.class).withIdentity(name).build();
        detail.getJobDataMap().put(JOB, job);
        Trigger trigger = newTrigger()
                .withIdentity(name)
                .startAt(first)
                .withSchedule(schedule)
                .build();
        try {
            scheduler.deleteJob(detail.getKey());
            scheduler.scheduleJob(detail, trigger);
        } catch (SchedulerException e) {
            throw new IllegalStateException("The clock could not take \"" + name + "\": " + e.getMessage(), e);
        }
    }

    private static Properties settings() {
        Properties settings = new Properties();
        // Quartz keeps schedulers by name for the whole JVM; two engines in one JVM must not find each other's.
        settings.setProperty("org.quartz.scheduler.instanceName", "rondo-clock-" + UUID.randomUUID());
        settings.setProperty("org.quartz.scheduler.threadName", "rondo-clock");
        settings.setProperty("org.quartz.scheduler.skipUpdateCheck", "true");
        settings.setProperty("org.quartz.scheduler.makeSchedulerThreadDaemon", "true");
        settings.setProperty("org.quartz.threadPool.class", ClockThreads.class.getName());
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        return settings;
    }

    private static Runnable runnable(JobDetail detail) {
        return requireNonNull((Runnable) detail.getJobDataMap().get(JOB), "every job is put with its call");
    }

    /** One call of one job; Quartz makes it afresh for every call. */
    @DisallowConcurrentExecution
    static final class Call implements Job {
        private final Runnable job;

        Call(Runnable job) {
            this.job = job;
        }

        @Override
        public void execute(JobExecutionContext context) {
            try {
                job.run();
            } catch (RuntimeException e) {
                String name = context.getJobDetail().getKey().getName();
                log.warn("Clock job \"{}\" failed; it is called again at its next time", name, e);
            }
        }
    }
}
