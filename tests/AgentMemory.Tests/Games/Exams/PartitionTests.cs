using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Lives;
using AgentMemory.Core.Tasks;
using AgentMemory.Fields;
using AgentMemory.Fields.Questions;
using AgentMemory.Games;
using AgentMemory.Games.Families.Brew;
using AgentMemory.Games.Play;
using AgentMemory.Games.Tasks;
using AgentMemory.Testing;

namespace AgentMemory.Tests.Games.Exams;

/// <summary>What practice shows and what only exams ask, over the whole catalogue.</summary>
public sealed class PartitionTests
{
    private const int Worlds = 1_000;
    private static readonly GameCatalogue Catalogue = new(RepositoryPrompts.Book);

    /// <summary>Every variant of a game and every family of fields.</summary>
    public static TheoryData<string> Tasks =>
    [
        .. Catalogue.Examples,
        .. FieldCatalogue.Families.Select(family => family.Name),
        .. FieldCatalogue.Questions.Examples,
    ];

    /// <summary>Games with several starts, small where that saves time; the others have one start, as the test below sees.</summary>
    public static TheoryData<string> Split =>
    [
        "heaps", "heaps?hidden=takes&size=8", "heaps?piles=2", "tiles?steps=2", "tiles?hidden=meanings&steps=2", "brew",
        "brew?bases=3&products=2&hidden=none", "bargain", "bargain?hidden=partner", "bargain?auction=first&lots=1", "bluff?raises=1",
    ];

    [Theory]
    [MemberData(nameof(Tasks))]
    public void A_task_states_what_it_hides_what_is_told_and_what_its_exam_is_or_why_not(string name)
    {
        var task = FieldCatalogue.ResolveQuestions(name)
            ?? (FieldCatalogue.Knows(name) ? FieldCatalogue.Resolve($"{name}?concepts=8") : Catalogue.Resolve(name));
        Stated(name, task.HiddenBits);
        Stated(name, task.Evidence);
        Stated(name, task.Partition);
        Stated(name, task.StateExam);
        Assert.True(task.Partition.IsKnown || task.StateExam.IsKnown
            || task.StateExam.WhyNot.Contains("2,000", StringComparison.Ordinal), $"{name}: {task.StateExam.WhyNot}");
        if (task is QuestionTask)
        {
            // What answers have in common, somebody's own file does not say.
            Assert.False(task.HiddenBits.IsKnown || task.Evidence.IsKnown);
            return;
        }

        Assert.True(task.HiddenBits.IsKnown && task.Evidence.IsKnown, $"{name} does not know what it hides");
        Assert.Equal(task.Hidden.IsHidden, task.HiddenBits.Value > 0);
        Assert.Equal(0, task.Evidence.Value.Begin().Bits, 1e-9);
    }

    [Theory]
    [MemberData(nameof(Split))]
    public void No_start_of_the_exam_occurs_in_practice(string variant)
    {
        for (var seed = 1; seed <= Worlds; seed++)
        {
            var task = Catalogue.ResolveGame(Seeded(variant, seed));
            Assert.Null(task.Starts.WhyShared);
            Assert.InRange(task.Starts.ExamCount, 1, Math.Max(1, task.Starts.Count / 2));
            var practice = Starts(task, task.Starts.Practice);
            var exam = Starts(task, task.Starts.Exam);
            Assert.Empty(practice.Intersect(exam));
            Assert.Equal(task.Starts.Count, practice.Count + exam.Count);
            Assert.Equal(task.Starts.ExamCount, exam.Count);
            Assert.True(task.Ceiling > task.Floor);
            for (ulong play = 0; play < 3; play++)
            {
                Assert.Contains(StartOf(task, task.Practice(play)), practice);
                Assert.Contains(StartOf(task, task.Exam(play)), exam);
            }
        }
    }

    [Theory]
    [InlineData("lines?columns=3&rows=3", "every play starts alike")]
    [InlineData("hunters?columns=3&rows=3&moves=5", "every play starts alike")]
    [InlineData("riddle?features=2&tries=2", "the player is shown the same at every start")]
    [InlineData("bluff?classic=kuhn", "a classic is played as it is known")]
    public void A_game_with_one_start_says_so(string variant, string why)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var task = Catalogue.ResolveGame(Seeded(variant, seed));
            Assert.Equal(why, task.Starts.WhyShared);
            Assert.Same(task.Starts.Practice, task.Starts.Exam);
            Assert.Equal((task.Solution.Floor, task.Solution.Ceiling), (task.Floor, task.Ceiling));
        }
    }

    [Fact]
    public void Twins_hold_out_the_same_starts()
    {
        foreach (var variant in (string[])["heaps?hidden=takes", "tiles", "brew", "bargain", "bluff"])
        {
            var (task, twin) = (Catalogue.ResolveGame(Seeded(variant, 8)), Catalogue.ResolveGame(Seeded(variant, 8) + "&twin=scrambled"));
            Assert.NotEqual(task.Table.Game.Name, twin.Table.Game.Name);
            Assert.Equal(Starts(task, task.Starts.Exam).Order(), Starts(twin, twin.Starts.Exam).Order());
        }
    }

    [Theory]
    [InlineData("brew", 8, 24)]
    [InlineData("brew?hidden=none", 8, 24)]
    [InlineData("brew?bases=4&products=3", 3, 9)]
    public void Brews_questions_are_split_product_by_product_and_their_scale_is_exact(string variant, int exam, int practice)
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var task = Catalogue.ResolveGame(Seeded(variant, seed));
            var partition = task.Partition.Value!;
            var questions = partition.ExamQuestions!;
            Assert.Equal(exam, questions.Select(partition.KeyOf).Distinct().Count());
            Assert.Equal(exam, questions.Count);
            var products = ((BrewGame)task.Table.Game).Form.Recipes.Count;
            Assert.All(questions.GroupBy(Wanted), asked => Assert.Equal(exam / products, asked.Count()));
            var met = Enumerable.Range(0, 500).Select(i => task.Practice((ulong)i)).ToList();
            Assert.Equal(practice, met.Select(partition.KeyOf).Distinct().Count());
            Assert.All(met, question => Assert.Equal(QuestionPart.Practice, partition.PartOf(partition.KeyOf(question))));
            Assert.All(questions, question => Assert.Equal(QuestionPart.Exam, partition.PartOf(partition.KeyOf(question))));
            Assert.Equal(products, met.Select(Wanted).Distinct().Count());
            Assert.Equal(QuestionPart.Practice, partition.PartOf(partition.KeyOf(partition.Met((ulong)seed))));
            Assert.Equal(QuestionPart.Spare, partition.PartOf("no question"));
            var later = task.Exam(1).After(((ReplyForm.OneOf)task.Exam(1).View.Reply).Replies[0]);
            Assert.Equal(partition.KeyOf(task.Exam(1)), partition.KeyOf(later));
            Assert.Equal(questions.Average(question => Best(question, best: true)), task.Ceiling, 1e-9);
            Assert.Equal(questions.Average(question => Best(question, best: false)), task.Floor, 1e-9);
        }
    }

    [Fact]
    public void What_practice_shows_of_brew_answers_the_exam()
    {
        for (var seed = 1; seed <= 5; seed++)
        {
            var task = Catalogue.ResolveGame(Seeded("brew?bases=3&products=3", seed));
            var reader = task.Demonstrate();
            var rng = new Rng(2);
            for (ulong play = 0; play < 120; play++)
            {
                Play(task.Practice(play), reader, replies => rng.Pick(replies));
            }

            Assert.Equal(task.Ceiling, task.Partition.Value!.ExamQuestions!.Average(q => Play(q, reader, null)), 1e-9);
        }
    }

    private static void Stated<T>(string name, Known<T> known)
        where T : notnull =>
        Assert.True(known.IsKnown || !known.WhyNot.Contains("not worked out", StringComparison.Ordinal), $"{name}: {typeof(T).Name}");

    private static List<string> Starts(GameTask task, IPosition start) => [.. Enumerable.Range(0, start.ChanceCount)
        .Select(outcome => task.Table.Game.Key(start.AfterChance(outcome), task.Table.Seat)).Distinct()];

    private static string StartOf(GameTask task, IEpisode episode)
    {
        var first = ((GameEpisode)episode).Past.First();
        return task.Table.Game.Key(first.After, task.Table.Seat);
    }

    private static int Wanted(IEpisode episode) => ((BrewPosition)((GameEpisode)episode).Position).State.Wanted;

    private static double Best(IEpisode episode, bool best)
    {
        if (episode.Outcome is { } outcome)
        {
            return outcome.Score;
        }

        var values = ((ReplyForm.OneOf)episode.View.Reply).Replies.Select(reply => Best(episode.After(reply), best));
        return best ? values.Max() : values.Average();
    }

    private static double Play(IEpisode episode, IDemonstrator demonstrator, Func<IReadOnlyList<string>, string>? choose)
    {
        while (episode.Outcome is null)
        {
            var reply = choose?.Invoke(((ReplyForm.OneOf)episode.View.Reply).Replies) ?? demonstrator.Choose(episode);
            var after = episode.After(reply);
            demonstrator.Observe(episode, reply, after);
            episode = after;
        }

        return episode.Outcome.Score;
    }

    private static string Seeded(string variant, int seed) =>
        string.Create(CultureInfo.InvariantCulture, $"{variant}{(variant.Contains('?') ? '&' : '?')}seed={seed}");
}
