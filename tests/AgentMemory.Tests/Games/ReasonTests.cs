using System.Globalization;
using System.Text.RegularExpressions;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Games;
using AgentMemory.Games.Families.Brew;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;
using AgentMemory.Tests.Games.Wings;

namespace AgentMemory.Tests.Games;

/// <summary>Reasons are true, lead to a best reply, and take their examples from practice.</summary>
public sealed class ReasonTests
{
    private const int Worlds = 20;
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    public static TheoryData<string> Examples => [.. Catalogue.Families.SelectMany(family => family.Examples)];

    public static TheoryData<string> Solved =>
    [
        "heaps?hidden=takes&most=7", "lines?hidden=directions", "hunters?hidden=target", "tiles?hidden=meanings&columns=3&rows=2&steps=3",
        "bluff?hidden=ranking", "bargain?hidden=partner", "riddle?hidden=pool&features=2&pool=3", "heaps",
    ];

    [Theory]
    [MemberData(nameof(Examples))]
    public void Every_family_gives_reasons_of_one_line_each_or_says_why_not(string variant)
    {
        var task = (IDemonstrable)Catalogue.Resolve($"{variant}{(variant.Contains('?', StringComparison.Ordinal) ? "&" : "?")}seed=3");
        Assert.True(task.Reasons.IsKnown || task.Reasons.WhyNot.Length > 0);
        foreach (var reason in task.Reasons.Value ?? [])
        {
            Assert.DoesNotContain("\n", reason.Text, StringComparison.Ordinal);
            Assert.True(reason.Note is null || task.TrueNotes.Contains(reason.Note));
        }

        Assert.Equal(variant.Contains("knowledge=none", StringComparison.Ordinal), !task.Reasons.IsKnown);
    }

    [Theory]
    [InlineData("vault?bits=64")]
    [InlineData("vault?bits=64&features=1")]
    [InlineData("vault?bits=64&law=sum")]
    [InlineData("labels?bits=64")]
    [InlineData("labels?bits=32&injective=true")]
    public void A_thing_of_practice_is_worked_out_from_each_note_and_nothing_of_the_exam_is_named(string variant)
    {
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var task = WingWorlds.Task($"{variant}&seed={seed}");
            var reasons = task.Reasons.Value!;
            string[] exam = [.. task.World.Exam.Select(task.Text.Thing)];
            foreach (var reason in reasons)
            {
                var thing = Assert.NotNull(task.Text.ThingOf(reason.Text.Split(':')[0]));
                Assert.Equal(QuestionPart.Practice, task.World.Kind.PartOf(thing));
                Assert.EndsWith($" {task.Text.Words[task.World.WordOf(thing)]}", reason.Text, StringComparison.Ordinal);
                Assert.Contains(task.World.Kind.CellOf(thing), task.Text.NoteOf(reason.Note!)!.Cells);
                Assert.All(exam, other => Assert.DoesNotMatch($@"\b{Regex.Escape(other)}\b", reason.Text));
            }

            // A law of sums has facts for notes; those of the exam part are no examples.
            var explained = task.TrueNotes.Where(note => task.Text.FactOf(note) is not { } fact
                || task.World.Kind.PartOf(fact.Thing) == QuestionPart.Practice);
            Assert.Equal(explained, reasons.Select(reason => reason.Note!));
        }
    }

    [Fact]
    public void A_sum_is_counted_on_in_the_circle_of_words_from_what_other_things_open_to()
    {
        var task = WingWorlds.Task("vault?law=sum&bits=64&seed=4");
        foreach (var reason in task.Reasons.Value!)
        {
            var parts = Regex.Match(
                reason.Text,
                "^(.+): (.+) opens to (.+), (.+) to (.+) and (.+) to (.+); from (.+) to (.+) it is (.) on in the circle, and (.) on from (.+) is (.+), so");
            int WordAt(int group) => task.Text.Words.Index().First(word => word.Item == parts.Groups[group].Value).Index;
            foreach (var (thing, word) in new[] { (2, 3), (4, 5), (6, 7), (1, 13) })
            {
                Assert.Equal(task.World.WordOf(task.Text.ThingOf(parts.Groups[thing].Value)!.Value), WordAt(word));
            }

            var steps = int.Parse(parts.Groups[10].Value, CultureInfo.InvariantCulture);
            Assert.Equal((WordAt(7), WordAt(5), WordAt(3)), (WordAt(8), WordAt(9), WordAt(12)));
            Assert.Equal(WordAt(5), (WordAt(7) + steps) % 4);
            Assert.Equal(WordAt(13), (WordAt(3) + steps) % 4);
        }
    }

    [Fact]
    public void The_mixes_of_a_brew_make_what_is_wanted_and_use_the_recipes_that_are_named()
    {
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var task = Catalogue.ResolveGame($"brew?products=4&seed={seed}");
            var form = ((BrewGame)task.Table.Game).Form;
            var starts = Enumerable.Range(0, 400).Select(number => task.Practice((ulong)number)).DistinctBy(start => start.View.Text)
                .ToDictionary(start => start.View.Text, StringComparer.Ordinal);
            Assert.NotEmpty(task.Reasons.Value!);
            foreach (var reason in task.Reasons.Value!)
            {
                var parts = Regex.Match(reason.Text, "^(.+): (.+); so mix (.+)$");
                var episode = starts[parts.Groups[1].Value];
                var mixes = parts.Groups[3].Value.Split(", then ");
                var used = mixes.Select(mix => task.TrueNotes.Single(note => note.StartsWith($"{mix} makes", StringComparison.Ordinal)));
                Assert.Equal(parts.Groups[2].Value.Split(", ").Order(), used.Order());
                foreach (var mix in mixes)
                {
                    episode = episode.After(mix);
                }

                Assert.Equal(form.Steps >= mixes.Length ? 1 : 0, episode.Outcome!.Score);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Solved))]
    public void A_turn_is_worked_out_with_what_its_replies_are_worth(string variant)
    {
        var task = Catalogue.ResolveGame($"{variant}{(variant.Contains('?', StringComparison.Ordinal) ? "&" : "?")}seed=3");
        var reasons = task.Reasons.Value!.Select(reason => reason.Text).ToList();
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (ulong seed = 0; seed < 3_000 && found.Count < reasons.Count; seed++)
        {
            var rng = new Rng(seed);
            for (var moment = (GameEpisode)task.Practice(seed); moment.Outcome is null;)
            {
                var values = task.Solution.MoveValues(moment)!;
                var replies = ((ReplyForm.OneOf)moment.View.Reply).Replies;
                var view = moment.View.Text.Replace("\n", " / ", StringComparison.Ordinal);
                foreach (var line in reasons.Where(line => line.StartsWith($"{view}: ", StringComparison.Ordinal)))
                {
                    // Two moments may look the same where their beginnings differ: what was seen before is no part of the line.
                    var chosen = line[(line.LastIndexOf("; so ", StringComparison.Ordinal) + 5)..];
                    var own = string.Create(CultureInfo.InvariantCulture, $": {chosen} scores {values[moment.MoveOf(chosen)]:0.##}");
                    if (replies.Contains(chosen) && values[moment.MoveOf(chosen)] >= values.Max() - 1e-9 && line.Contains(own, StringComparison.Ordinal))
                    {
                        found.Add(line);
                    }
                }

                moment = (GameEpisode)moment.After(rng.Next(2) == 0 ? TablePlay.Best(task, moment)[0] : rng.Pick(replies));
            }
        }

        Assert.NotEmpty(reasons);
        Assert.Empty(reasons.Except(found));
        Assert.All(reasons, line => Assert.True(Worths(line) is var worths && worths[0] >= worths.Max(), line));
    }

    private static double[] Worths(string line) =>
        [.. Regex.Matches(line, @" scores (-?[0-9.]+)[,;]").Select(match => double.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture))];
}
