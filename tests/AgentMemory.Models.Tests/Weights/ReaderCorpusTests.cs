using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Pretraining.Vocabularies;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>What the reader of vault worlds is trained on, and what it must never have seen.</summary>
public sealed class ReaderCorpusTests
{
    private const int LivesOfPhase = 120;

    [Fact]
    public void No_world_of_one_feature_and_no_sum_comes_up_in_any_phase()
    {
        Assert.Superset(new HashSet<string> { "vault?features=1", "vault?law=sum" }, ReaderPlans.KeptOut().ToHashSet());
        // As far as the first name that is filled in.
        string[] laws = [.. new[] { "games/vault/law-rules1", "games/vault/law-sum" }.Select(law => PlayWords.Book.Text(law).Split('{')[0])];
        var worlds = 0;
        foreach (var phase in ReaderPlans.Phases())
        {
            Assert.All(phase.Corpus, part => Assert.Null(KeptOut.Broken(part, ReaderPlans.KeptOut())));
            var corpus = ReaderPlans.Corpus(ReaderPlans.Plan(phase).Of(phase), ReaderPlans.Words);
            foreach (var life in Enumerable.Range(0, LivesOfPhase).SelectMany(n => new[] { corpus.Life(n), corpus.HeldOut(n) }))
            {
                var text = string.Concat(life.Segments.Select(s => s.Text));
                Assert.All(laws, law => Assert.DoesNotContain(law, text, StringComparison.Ordinal));
                var world = TaskParameters.Parse(life.TaskId);
                if (world.Family == "vault" && !life.TaskId.Contains("knowledge=", StringComparison.Ordinal))
                {
                    worlds++;
                    Assert.DoesNotContain("law=", life.TaskId, StringComparison.Ordinal);
                    CheckWorld(ReaderPlans.Families["vault"].Create(world));
                }
            }
        }

        Assert.True(worlds > LivesOfPhase);
    }

    [Fact]
    public void The_phases_widen_names_words_and_wings_and_hold_a_share_without_rules()
    {
        var phases = ReaderPlans.Phases();
        Assert.All(phases, phase => Assert.Contains(phase.Corpus, part => part.Task.Contains("knowledge=none", StringComparison.Ordinal)));
        int[] names = [.. phases.Select(phase => phase.Corpus.Where(p => p.Kind == CorpusKind.Told).Max(p => Number(p.Task, "name_pool")))];
        Assert.Equal(names.Order(), names);
        Assert.True(names[^1] > names[0]);
        int[] games = [.. phases.Select(phase => phase.Corpus.Max(p => p.Told?.Games ?? 0))];
        Assert.True(games[^1] > games[0]);

        static int Number(string task, string name) => int.Parse(
            task.Split('?', '&').First(pair => pair.StartsWith(name + "=", StringComparison.Ordinal)).Split('=', '|')[^1],
            System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_life_reads_as_the_prompt_of_a_learner_that_shows_its_games_in_brief()
    {
        const string Name = "vault?bits=22&features=2&name_pool=64&word_pool=4&seed=1000005";
        var task = ReaderPlans.Families["vault"].Create(TaskParameters.Parse(Name));
        var writer = new ToldLifeWriter(
            PlayWords.Prompt, new VocabularyTokenizer(ReaderPlans.Words), new LifeSettings { TokensMin = 1, TokensMax = 1 }, new ToldGames(12));
        var text = string.Concat(writer.Write(new LifeRequest
        {
            Task = task,
            Another = () => task,
            Twin = () => null,
            Tokens = 1,
            Rng = new Rng(3),
        }).Segments.Select(s => s.Text));
        var facts = ReaderPlans.Facts(text);
        Assert.Equal(12, facts.Count);
        // The same games, played out as in practice, as a player that shows them in brief has them before its next question.
        var games = facts.SkipLast(1).Select(fact => Game($"{fact.Wing} {fact.First} {fact.Second} opens to", fact.Word)).ToList();
        var last = facts[^1];
        var preamble = PlayWords.Prompt.Compose(
            new Recollection { Documents = task.Documents, Episodes = games, IsBrief = true }, new VocabularyTokenizer(ReaderPlans.Words), int.MaxValue);
        var prompt = preamble.Text + PlayWords.Prompt.Begin([], new Step($"{last.Wing} {last.First} {last.Second} opens to", ""));
        Assert.Equal(prompt + PlayWords.Prompt.Written(last.Word), text);

        static EpisodeRecord Game(string view, string right) => new()
        {
            TaskId = Name,
            Seed = 1,
            Moves =
            [
                new Move(new View(view, new ReplyForm.OneOf(["wrong", right])), "wrong", null, null),
                new Move(new View($"not wrong, {view}", new ReplyForm.OneOf([right])), right, null, null),
            ],
            Outcome = new Outcome(0.5, $"{view} {right}") { RightReply = right },
            Score = 0.5,
        };
    }

    [Fact]
    public void Replies_alone_are_predicted_the_word_and_its_end_and_most_questions_are_new()
    {
        var phase = ReaderPlans.Phase("one", 1, ReaderPlans.Told("vault?bits=22&features=2&name_pool=64&word_pool=4", 24));
        var corpus = ReaderPlans.Corpus(ReaderPlans.Plan(phase).Of(phase), ReaderPlans.Words);
        var kinds = new List<LifeKind>();
        for (var n = 0; n < 40; n++)
        {
            var life = corpus.Life(n);
            var sample = corpus.Sample(life);
            Assert.Equal(1 + (24 * 11), sample.Tokens.Count);
            Assert.Equal(2 * 24, sample.Predictions.Count);
            Assert.All(life.Parts.Where(p => p.Kind != LifeKind.Text), p => Assert.StartsWith(" ", p.Segment.Text, StringComparison.Ordinal));
            var facts = ReaderPlans.Facts(string.Concat(life.Segments.Select(s => s.Text)));
            var own = life.Parts.Where(p => p.Kind != LifeKind.Text).Select(p => p.Kind).ToList();
            Assert.Equal(facts.Select((fact, i) => facts.Take(i).Contains(fact)), own.Select(kind => kind == LifeKind.ToldBefore));
            kinds.AddRange(own);
        }

        Assert.InRange(kinds.Count(kind => kind != LifeKind.ToldBefore) / (double)kinds.Count, 0.7, 0.95);
        Assert.Contains(LifeKind.NewOfMany, kinds);
    }

    [Fact]
    public void Games_that_are_told_are_refused_of_a_task_without_listed_questions()
    {
        var phase = ReaderPlans.Phase("one", 1, ReaderPlans.Told("heaps", 4));
        var corpus = ReaderPlans.Corpus(ReaderPlans.Plan(phase).Of(phase), ReaderPlans.Words);
        Assert.Contains("take another kind", Assert.Throws<UserErrorException>(() => corpus.Life(0)).Message, StringComparison.Ordinal);
    }

    // Both features make a difference in every wing, so that none of them is a world of one feature.
    private static void CheckWorld(ITask task)
    {
        var partition = task.Partition.Value!;
        var wings = partition.PracticeQuestions!.Concat(partition.ExamQuestions!)
            .Select(question => (Thing: question.View.Text.Split(' '), Word: Right(question)))
            .GroupBy(fact => fact.Thing[0], StringComparer.Ordinal);
        foreach (var wing in wings)
        {
            Assert.Equal(16, wing.Count());
            Assert.Contains(wing.GroupBy(fact => fact.Thing[1]), same => same.Select(fact => fact.Word).Distinct().Count() > 1);
            Assert.Contains(wing.GroupBy(fact => fact.Thing[2]), same => same.Select(fact => fact.Word).Distinct().Count() > 1);
        }

        static string Right(IEpisode question) => ((ReplyForm.OneOf)question.View.Reply).Replies.Single(reply => question.After(reply).Outcome is not null);
    }
}
