using System.Globalization;
using AgentMemory.Core;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Fields;
using AgentMemory.Games;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Testing;
using AgentMemory.Training;
using AgentMemory.Training.Batches;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>What the shipped model is trained on, and what it must never have seen.</summary>
public sealed class CorpusTests
{
    private const int CostlyTasks = 200;
    private static readonly string[] KeptOutFamilies = ["brew", "bluff", "law", "urns"];

    [Fact]
    public void No_part_of_the_shipped_models_corpus_touches_what_is_kept_out()
    {
        var plan = Plan();
        Assert.Superset(KeptOutFamilies.ToHashSet(), plan.KeptOut.ToHashSet());
        foreach (var part in plan.Corpus)
        {
            Assert.Null(KeptOut.Broken(part, plan.KeptOut));
            Assert.DoesNotContain(TaskParameters.Parse(part.Task).Family, KeptOutFamilies);
        }
    }

    [Fact]
    public void A_corpus_that_draws_what_is_kept_out_is_refused()
    {
        Assert.Equal("brew", KeptOut.Broken(new CorpusPart("brew?seed=3"), ["brew"]));
        Assert.Equal("heaps?most=7|8", KeptOut.Broken(new CorpusPart("heaps?hidden=takes&most=6|7"), ["bluff", "heaps?most=7|8"]));
        Assert.Null(KeptOut.Broken(new CorpusPart("heaps?hidden=takes&most=5|6"), ["heaps?most=7|8", "brew"]));
        Assert.Null(KeptOut.Broken(new CorpusPart("heaps"), ["heaps?most=7|8"]));
        var wrong = Plan() with { Corpus = [new CorpusPart("bluff")] };
        Assert.Throws<UserErrorException>(() => Make(wrong));
    }

    [Fact]
    public void Lives_are_of_the_parts_families_alone_and_of_seeds_that_nobody_is_examined_on()
    {
        var plan = Plan();
        // What is costly to make is left to the training itself.
        var corpus = Make(plan with { Corpus = [.. plan.Corpus.Where(p => p.Tasks is null or > CostlyTasks)] });
        var families = plan.Corpus.Select(p => TaskParameters.Parse(p.Task).Family).ToHashSet();
        for (var i = 0; i < 120; i++)
        {
            var life = corpus.Life(4 * i);
            var task = TaskParameters.Parse(life.TaskId);
            Assert.Contains(task.Family, families);
            Assert.True(task.Seed >= 1_000_000, life.TaskId);
            var text = string.Concat(life.Segments.Select(s => s.Text));
            Assert.DoesNotContain(" recipe", text, StringComparison.Ordinal);
            Assert.DoesNotContain(" urns ", text, StringComparison.Ordinal);
            Assert.DoesNotContain("A game of bets", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Every_kind_of_life_has_something_to_predict_and_fits_its_length()
    {
        var plan = Plan();
        foreach (var group in plan.Corpus.GroupBy(p => p.Kind))
        {
            var part = group.MaxBy(p => p.Share)!;
            var corpus = Make(plan with { Corpus = [part] });
            var expected = part.Kind switch
            {
                CorpusKind.Play => LifeKind.ReplyKnown,
                CorpusKind.Field or CorpusKind.FieldPassages => LifeKind.Answer,
                CorpusKind.Facts or CorpusKind.FactPassages or CorpusKind.FactMessages => LifeKind.Recall,
                _ => LifeKind.Prose,
            };
            var lives = Enumerable.Range(0, 4).Select(i => corpus.Life(i)).ToList();
            Assert.Contains(lives, life => life.Parts.Any(p => p.Kind == expected && p.Segment.Weight > 0));
            Assert.All(lives, life => Assert.True(corpus.Sample(life).Tokens.Count < 4096));
        }
    }

    [Fact]
    public void Messages_answer_every_question_that_is_asked_of_them_and_nothing_is_asked_twice()
    {
        var part = new CorpusPart("facts?concepts=6&chapters=3&gap=0&levels=recall")
        {
            Kind = CorpusKind.FactMessages,
            TokensMin = 100,
            TokensMax = 400,
        };
        var corpus = Make(Plan() with { Corpus = [part] });
        for (var i = 0; i < 20; i++)
        {
            var life = corpus.Life(i);
            var text = string.Concat(life.Segments.Select(s => s.Text));
            var messages = text.Split('\n').Where(l => l.StartsWith("| - ", StringComparison.Ordinal)).ToList();
            var asked = life.Parts.Where(p => p.Kind == LifeKind.Recall).Select(p => (p.Segment.Target ?? p.Segment.Text).Trim()).ToList();
            Assert.NotEmpty(asked);
            Assert.All(asked, answer => Assert.Contains(messages, m => m.Contains(answer, StringComparison.Ordinal)));
            var questions = text.Split('\n').Where(l => l.EndsWith("taken back.", StringComparison.Ordinal)).ToList();
            Assert.Equal(questions.Count, questions.Distinct().Count());
        }
    }

    private static Corpus Make(PretrainPlan plan)
    {
        var families = new GameCatalogue(PlayWords.Book).Families.Concat<ITaskFamily>(FieldCatalogue.Families).ToDictionary(f => f.Name);
        var tokenizer = new VocabularyTokenizer(WordVocabulary.Make(["the", "game", "of", "is"], spaced: true));
        return new Corpus(plan, families, PlayWords.Prompt, tokenizer, new SampleMaker(tokenizer), 1);
    }

    private static PretrainPlan Plan()
    {
        var file = RepositoryFiles.Path("eval", "plans", "pretrain-small.yaml");
        var map = YamlMap.Parse(file, File.ReadAllText(file));
        var life = map.Child("life");
        return new PretrainPlan
        {
            Name = "shipped",
            Seed = 1,
            Shape = new PretrainShape
            {
                Width = 32,
                Layers = 1,
                Heads = 2,
                KeyValueHeads = 2,
                FeedForward = 32,
                Context = 64,
                StructuredStart = false,
                SpacedWords = true,
            },
            Course = new PretrainCourse { Rows = 1, RowTokens = 1, Optimizer = new OptimizerSettings { LearningRate = 1, WarmUpSteps = 0 } },
            KeptOut = map.List("kept_out", node => map.Scalar("kept_out", node)),
            Corpus = map.List("corpus", node =>
            {
                var part = map.Map(node, "corpus");
                return new CorpusPart(part.Text("task"), part.Number("share", 0, 100))
                {
                    Kind = Enum.Parse<CorpusKind>(part.Text("kind").Replace("_", "", StringComparison.Ordinal), ignoreCase: true),
                    Tasks = part.Has("tasks") ? int.Parse(part.Text("tasks"), CultureInfo.InvariantCulture) : null,
                };
            }),
            Life = new LifeSettings
            {
                TokensMin = life.Whole("tokens_min", 1, 4096),
                TokensMax = life.Whole("tokens_max", 1, 4096),
                TwinNotesShare = life.Number("twin_notes_share", 0, 1),
                ChangedShare = life.Number("changed_share", 0, 1),
                StrangersShare = life.Number("strangers_share", 0, 1),
                EditShare = life.Number("edit_share", 0, 1),
                HeldOutSeeds = life.Whole("held_out_seeds", 1, int.MaxValue),
            },
        };
    }
}
