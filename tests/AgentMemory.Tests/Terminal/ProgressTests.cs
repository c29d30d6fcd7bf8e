using AgentMemory.Cli.Terminal;
using AgentMemory.Core.Ledger;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Terminal;

public sealed class ProgressTests
{
    [Theory]
    [InlineData(60)]
    [InlineData(80)]
    [InlineData(200)]
    public void A_terminal_of_this_width_shows_the_golden_lines_and_none_is_longer(int width)
    {
        var (clock, progress) = Half();
        clock.Pass(3);
        var lines = ProgressText.Lines(progress.Look(), width, height: 24);
        Assert.All(lines, line => Assert.InRange(line.Length, 0, width));
        GoldenFile.Same(string.Join('\n', lines) + "\n", "tests", "AgentMemory.Tests", "Terminal", "Golden", $"progress-{width}.golden.txt");
    }

    [Fact]
    public void The_first_look_names_plan_model_device_and_folder()
    {
        var lines = ProgressText.Lines(new RunProgress(MadeRun.Plan(), "runs/made-1", new SteppedClock()).Look(), 60, 24);
        Assert.Equal(["compare made, model a-model-of-mine.gguf, device cpu", "into runs/made-1", "0:00 elapsed, reading the plan"], lines);
    }

    [Fact]
    public void Learners_that_have_no_room_are_counted()
    {
        var (_, progress) = Half();
        Assert.Contains("and 1 learner more", ProgressText.Lines(progress.Look(), 80, height: 9)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Time_left_is_within_a_factor_of_two_from_a_tenth_on_though_the_first_blocks_load_and_training_grows()
    {
        var plan = MadeRun.Plan();
        var all = MadeRun.Trials(plan).SelectMany(trial => Enumerable.Range(0, plan.Blocks + 1).Select(block => (trial, block))).ToList();
        var took = all.Select((place, i) => Seconds(place.trial, place.block, i)).ToList();
        var clock = new SteppedClock();
        var progress = new RunProgress(plan, "runs/made-1", clock);
        progress.Run([]);
        var whole = took.Sum();
        for (var i = 0; i < all.Count; i++)
        {
            clock.Pass(took[i]);
            progress.Add(MadeRun.Block(all[i].trial, all[i].block));
            var (passed, left) = (took.Take(i + 1).Sum(), whole - took.Take(i + 1).Sum());
            if (passed > 0.1 * whole && left > 1)
            {
                Assert.InRange(progress.Look().Left!.Value.TotalSeconds / left, 0.5, 2);
            }
        }

        Assert.Equal(0, progress.Look().Left!.Value.TotalSeconds);
        Assert.Null(progress.Look().Now);

        // The model is loaded in the first block and training's library in the ninth; training takes longer from block to block.
        static double Seconds(TrialKey trial, int block, int number) => (number switch { 0 => 3, 8 => 10, _ => 0 })
            + (trial.Learner == "frozen" ? (block == 0 ? 0.2 : 0.01) : block == 0 ? 0.2 : 1 + (0.4 * block));
    }

    [Fact]
    public void A_machine_that_gets_slower_is_followed()
    {
        var times = new MeasuredBlockTimes();
        Enumerable.Range(0, 40).ToList().ForEach(i => times.Add("lora", 1 + (i % 4), TimeSpan.FromSeconds(1)));
        Assert.Equal(1, times.Expected("lora", 2)!.Value.TotalSeconds, 6);
        Enumerable.Range(0, 40).ToList().ForEach(i => times.Add("lora", 1 + (i % 4), TimeSpan.FromSeconds(3)));
        Assert.InRange(times.Expected("lora", 2)!.Value.TotalSeconds, 2.2, 3.5);
    }

    [Fact]
    public void An_estimate_from_before_the_run_stands_until_something_is_measured()
    {
        var times = new MeasuredBlockTimes(new Minutes(4));
        Assert.Equal(TimeSpan.FromMinutes(4), times.Expected("lora", 3));
        times.Add("lora", 1, TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), times.Expected("lora", 3));
        Assert.Equal(TimeSpan.FromMinutes(4), times.Expected("notes", 3));
    }

    [Fact]
    public void Elsewhere_than_on_a_terminal_every_finished_trial_is_a_line_and_a_slow_one_tells_where_it_is()
    {
        var clock = new SteppedClock();
        var text = new StringWriter { NewLine = "\n" };
        var plan = MadeRun.Plan(seeds: 1, blocks: 2);
        using (var display = ProgressDisplay.Begin(plan, "runs/made-1", clock, isQuiet: false, text, area: null))
        {
            display.Enter("opening the model");
            Played(display, plan, clock, seconds: 20);
        }

        var lines = text.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal("compare made, model a-model-of-mine.gguf, device cpu", lines[0]);
        Assert.Equal("0:00 elapsed, opening the model", lines[2]);
        Assert.Contains(lines, line => line.StartsWith("frozen, seed 1 of 1, block 2 of 2, task 1 of 2, heaps?hidden=takes&most=7: ", StringComparison.Ordinal));
        Assert.Equal(4, lines.Count(line => line.Contains("block 2 of 2", StringComparison.Ordinal) && line.Contains(" to ", StringComparison.Ordinal)));
        Assert.Contains("12 of 12 blocks", lines[^1], StringComparison.Ordinal);
        Assert.Contains(lines, line => line.Contains("; now lora, seed 1", StringComparison.Ordinal));
    }

    [Fact]
    public void Quiet_says_nothing()
    {
        var text = new StringWriter();
        var plan = MadeRun.Plan(seeds: 1, blocks: 2);
        using (var display = ProgressDisplay.Begin(plan, "runs/made-1", new SteppedClock(), isQuiet: true, text, area: null))
        {
            display.Enter("opening the model");
            display.Say("inference: something");
            Played(display, plan, new SteppedClock(), seconds: 100);
        }

        Assert.Equal("", text.ToString());
    }

    [Fact]
    public void A_live_area_is_drawn_in_its_place_and_no_name_moves_the_cursor()
    {
        var text = new StringWriter();
        var area = new LiveArea(text, () => (80, 24));
        area.Draw(_ => ["one", "two\u001b[2J"]);
        area.Draw(_ => ["three"]);
        Assert.Equal("\rone\u001b[K\ntwo?[2J\u001b[K\n\u001b[J\r\u001b[2Athree\u001b[K\n\u001b[J", text.ToString());
    }

    [Fact]
    public void A_resumed_run_counts_what_is_done_and_knows_what_it_took()
    {
        var plan = MadeRun.Plan();
        var done = MadeRun.Trials(plan).Take(2).SelectMany(trial => Enumerable.Range(0, 7).Select(block => MadeRun.Block(trial, block))).ToList();
        var progress = new RunProgress(plan, "runs/made-1", new SteppedClock());
        progress.Run(done);
        var view = progress.Look();
        Assert.Equal((14, 140), (view.BlocksDone, view.BlocksTotal));
        Assert.Equal(new BlockPlace(new TrialKey("frozen", 1, 1), 0), view.Now);
        // Each took a second.
        Assert.Equal(126, view.Left!.Value.TotalSeconds, 3);
    }

    private static void Played(ProgressDisplay display, AgentMemory.Experiments.Plans.Plan plan, SteppedClock clock, double seconds) =>
        display.Run(new MadeRun.Ledger([]), ledger =>
        {
            foreach (var trial in MadeRun.Trials(plan))
            {
                for (var block = 0; block <= plan.Blocks; block++)
                {
                    clock.Pass(seconds);
                    ledger.Write(MadeRun.Block(trial, block));
                }
            }

            return 0;
        });

    // Half of the first world's trials: frozen whole, lora in its third block.
    private static (SteppedClock Clock, RunProgress Progress) Half()
    {
        var clock = new SteppedClock();
        var plan = MadeRun.Plan();
        var progress = new RunProgress(plan, "runs/made-1", clock);
        clock.Pass(2);
        progress.Run([]);
        var trials = MadeRun.Trials(plan).ToList();
        for (var i = 0; i < 10; i++)
        {
            clock.Pass(i < 7 ? 0.5 : 4);
            progress.Add(MadeRun.Block(trials[i / 7], i % 7, 0.1 * i));
        }

        return (clock, progress);
    }

    private sealed class Minutes(double minutes) : IBlockTimes
    {
        public TimeSpan? Expected(string learner, int block) => TimeSpan.FromMinutes(minutes);
    }
}
