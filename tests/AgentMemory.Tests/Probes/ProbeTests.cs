using AgentMemory.Cli.Benchmarks.Model;
using AgentMemory.Core.Models;
using AgentMemory.Experiments.Probes;
using AgentMemory.Experiments.Results;

namespace AgentMemory.Tests.Probes;

/// <summary>The probes' arithmetic with models whose abilities are known.</summary>
public sealed class ProbeTests
{
    [Fact]
    public void One_that_repeats_what_won_gains_by_its_context_exactly_what_it_lacked_without()
    {
        using var asked = new ScriptedRoom(ScriptedRoom.RepeatsWhatWon);
        var figures = new ContextGain().Measure(asked.Room, CancellationToken.None);
        foreach (var play in Enum.GetValues<ProbePlay>())
        {
            var (frozen, context, gain) = (Of("score, frozen"), Of("score, context"), Of("gain"));
            Assert.Equal(1, context.Value.Value!.Value, 9);
            Assert.Equal(1 - frozen.Value.Value!.Value, gain.Value.Value!.Value, 9);
            Assert.True(gain.Value.Low <= gain.Value.Value && gain.Value.Value <= gain.Value.High);
            Assert.Equal(0.15, gain.Goal);
            Assert.True(gain.IsMet);

            ProbeFigure Of(string measure) => figures.Single(
                f => f.Measure == measure && f.Play == play && f.Subject == "all" && f.Group == "seen");
        }

        // One task a group: "all" says what the task says.
        Assert.All(figures.Where(f => f.Subject == "all"), all => Assert.Contains(
            figures, f => f.Subject != "all" && (f.Measure, f.Play, f.Group) == (all.Measure, all.Play, all.Group) && f.Value == all.Value));
        Assert.All(figures.Where(f => f.Group == "unseen"), f => Assert.Null(f.Goal));
    }

    [Fact]
    public void One_that_reads_nothing_gains_nothing()
    {
        using var asked = new ScriptedRoom(request => request.Form is CompletionForm.OneOf form ? form.Texts[0] : "x");
        var gains = new ContextGain().Measure(asked.Room, CancellationToken.None).Where(f => f.Measure == "gain").ToArray();
        Assert.NotEmpty(gains);
        Assert.All(gains, f => Assert.Equal(0, f.Value.Value));
        Assert.All(gains.Where(f => f.Goal is not null), f => Assert.False(f.IsMet));
        var notes = new NotesGain().Measure(asked.Room, CancellationToken.None);
        Assert.All(notes, f => Assert.Equal(0, f.Value.Value));
    }

    [Theory]
    [InlineData(" button 1\n", 1)]
    [InlineData(" BUTTON 1 \n", 1)]
    [InlineData(" button 9\n", 0)]
    [InlineData("", 0)]
    public void Legal_replies_are_counted_as_the_player_reads_them(string reply, double share)
    {
        using var asked = new ScriptedRoom(r => r.Form is CompletionForm.OneOf form ? form.Texts[0] : reply);
        var figures = new LegalReplies().Measure(asked.Room, CancellationToken.None);
        Assert.All(figures, f => Assert.Equal(share, f.Value.Value));
        // All alike: how few were counted still shows.
        Assert.All(figures, f => Assert.True(f.Value.High - f.Value.Low > 0.01));
        Assert.All(figures.Where(f => f.Goal is not null), f => Assert.Equal(share == 1, f.IsMet));
    }

    [Theory]
    [InlineData("- a note\nnonsense\n- another\n", 2.0 / 3)]
    [InlineData("- a note\n- another", 0.5)]
    [InlineData("", 0)]
    [InlineData("- 1\n- 2\n- 3\n- 4\n- 5\n", 1)]
    public void Note_lines_count_where_the_learners_own_grammar_would_have_let_them_through(string written, double share)
    {
        using var asked = new ScriptedRoom(r => r.Form is CompletionForm.OneOf form ? form.Texts[0] : written);
        var figures = new NoteLines().Measure(asked.Room, CancellationToken.None);
        Assert.NotEmpty(figures);
        Assert.All(figures, f => Assert.Equal(share, f.Value.Value!.Value, 9));
    }

    [Fact]
    public void One_that_obeys_notes_gains_by_true_ones_and_not_by_those_of_another_game()
    {
        using var asked = new ScriptedRoom(ScriptedRoom.ObeysNotes);
        var figures = new NotesGain().Measure(asked.Room, CancellationToken.None);
        foreach (var play in Enum.GetValues<ProbePlay>())
        {
            var truth = figures.Single(f => f.Measure == "gain by true notes" && f.Play == play && f.Subject == "all" && f.Group == "seen");
            var others = figures.Single(f => f.Measure == "gain by another game's" && f.Play == play && f.Subject == "all" && f.Group == "seen");
            Assert.True(truth.Value.Value > 0.3);
            Assert.True(others.Value.Value <= 0);
        }
    }

    [Fact]
    public void A_fact_is_recalled_as_far_back_as_the_model_looks_and_no_farther()
    {
        using var asked = new ScriptedRoom(ScriptedRoom.LooksBack(700));
        var figures = new WindowRecall().Measure(asked.Room, CancellationToken.None);
        Assert.All(At(512), f => Assert.Equal(1, f.Value.Value));
        Assert.All(At(2048), f => Assert.Equal(0, f.Value.Value));
        Assert.All(At(100_000), f => Assert.Null(f.Value.Value));
        Assert.All(At(100_000), f => Assert.Contains("4096", f.Remark, StringComparison.Ordinal));

        IEnumerable<ProbeFigure> At(int tokens)
        {
            var found = figures.Where(f => f.Subject == $"{tokens} tokens back").ToArray();
            Assert.Equal(2, found.Length);
            return found;
        }
    }

    [Fact]
    public void The_log_in_front_of_a_question_fills_the_distance_and_never_more()
    {
        using var asked = new ScriptedRoom(ScriptedRoom.LooksBack(1));
        new WindowRecall().Measure(asked.Room, CancellationToken.None);
        var lengths = asked.Model.Prompts.Select(asked.Model.Tokenizer.Count).ToArray();
        Assert.All(lengths, length => Assert.True(length is <= 512 or (> 1900 and <= 2048)));
        Assert.Contains(lengths, length => length > 440);
    }

    [Fact]
    public void A_passage_is_answered_from_where_it_stands_and_not_where_it_does_not()
    {
        using var asked = new ScriptedRoom(ScriptedRoom.LooksBack(4000));
        var figures = new RetrievalRecall().Measure(asked.Room, CancellationToken.None);
        Assert.All(figures.Where(f => f.Measure == "with the right one"), f => Assert.Equal((1.0, true), (f.Value.Value, f.IsMet)));
        Assert.Equal(["chapters", "messages"], figures.Select(f => f.Subject).Distinct());
        Assert.All(figures.Where(f => f.Measure == "without it"), f => Assert.Equal(0, f.Value.Value));
        Assert.All(figures.Where(f => f.Measure == "by guessing"), f => Assert.Equal(0.25, f.Value.Value));
    }

    [Fact]
    public void The_weights_probe_measures_the_learner_called_lora()
    {
        using var asked = new ScriptedRoom(ScriptedRoom.RepeatsWhatWon);
        var figures = new WeightsGain().Measure(asked.Room, CancellationToken.None);
        Assert.All(figures, f => Assert.True(f.Value.Value > 0.3));
    }

    [Fact]
    public void The_same_room_made_anew_gives_the_same_document_but_for_seconds()
    {
        Assert.Equal(Document(), Document());

        static string Document()
        {
            using var asked = new ScriptedRoom(ScriptedRoom.RepeatsWhatWon);
            var answers = ProbeList.Ask(ProbeList.All, asked.Room, CancellationToken.None)
                .Select(answer => answer with { Took = TimeSpan.FromSeconds(1) }).ToArray();
            Assert.All(answers, answer => Assert.Contains(answer.Question, ProbeText.Write(answer), StringComparison.Ordinal));
            return ProbeJson.Write(new ProbeReport
            {
                Model = LedgerCurves.Judged(asked.Model.Card),
                Plan = asked.Room.Plan,
                Answers = answers,
            });
        }
    }
}
