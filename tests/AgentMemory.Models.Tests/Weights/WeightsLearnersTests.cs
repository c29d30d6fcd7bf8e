using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Gguf;
using AgentMemory.Inference;
using AgentMemory.Inference.Catalogue;
using AgentMemory.Inference.Loading;
using AgentMemory.Learners.Combined.MemoryLora;
using AgentMemory.Learners.Combined.Sleep;
using AgentMemory.Learners.Weights;
using AgentMemory.Learners.Weights.FastSlow;
using AgentMemory.Learners.Weights.Lora;
using AgentMemory.Learners.Weights.LoraRead;
using AgentMemory.Learners.Weights.LoraRl;
using AgentMemory.Learners.Weights.Study;
using AgentMemory.Pretraining;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Testing;
using AgentMemory.Training.Adapters.Files;
using AgentMemory.Training.Torch;

namespace AgentMemory.Models.Tests.Weights;

/// <summary>What learners of the weights path do with a real small model, beside what the catalogue's conformance tests ask of all.</summary>
public sealed class WeightsLearnersTests : IDisposable
{
    private static readonly AdapterSettings Adapter = new() { Rank = 4, Alpha = 8, LearningRate = 0.01, Epochs = 3 };
    private static readonly ReplaySettings Replay = new() { EpisodesMax = 32 };
    private const double KlWeight = 0.1;
    private readonly TemporaryFolder _folder = new();
    private readonly LocalModel _model;

    public WeightsLearnersTests()
    {
        var vocabulary = WordVocabulary.Make(["Pull", "left", "middle", "right", "pull", "pays", "press", "button", "win", "lose"], spaced: true);
        var shape = SmallModels.Shape(vocabulary.Count);
        // A fresh model is held to logits under 1 by its last norm, so that training starts unsure. No adapter can make such a
        // model sure of anything: this one may be.
        var weights = InitialWeights.Make(shape, vocabulary, true, new Rng(2)).Select(w =>
            w.Name == "output_norm.weight" ? w with { Values = [.. w.Values.Select(v => v * 10)] } : w);
        PretrainedModelWriter.Write(_folder.File("m.gguf"), "m", shape, vocabulary, [.. weights], GgmlType.F32);
        _model = LocalModel.Open(
            ModelEntry.OfFile(_folder.File("m.gguf")), new EngineOptions { Threads = 1, ContextTokens = 512, Exact = true });
    }

    [Theory]
    [InlineData("lora", "", 8, "8")]
    [InlineData("online", "", 3, "1#1 1#2 1#3")]
    [InlineData("fast-slow", "", 2, "1#1 1#2")]
    [InlineData("lora-rl", "rounds=2", 24, "2x6 2x6")]
    [InlineData("lora-rl", "rounds=3", 24, "2x6 1x6 1x6")]
    [InlineData("lora-rl", "rounds=2 attempts=3", 8, "2x3")]
    [InlineData("lora-rl", "", 5, "0x6")]
    [InlineData("sleep", "", 9, "4 5t")]
    [InlineData("sleep", "fresh_share=0", 8, "8 0t")]
    [InlineData("sleep", "fresh_share=1", 8, "0 8t")]
    public void Its_rounds_follow_from_its_settings(string id, string changes, int episodes, string rounds) =>
        Assert.Equal(rounds, string.Join(' ', Make(id, changes).Rounds(episodes).Select(round => $"{round.Starts}{(round.Attempts > 1 ? $"x{round.Attempts}" : "")}"
            + $"{(round.Player == RoundPlayer.Teacher ? "t" : "")}{(round.Generator > 0 ? $"#{round.Generator}" : "")}")));

    [Theory]
    [InlineData("lora", false)]
    [InlineData("online", false)]
    [InlineData("lora-rl", true)]
    [InlineData("sleep", true)]
    public void Only_what_plays_to_learn_needs_its_own_episodes(string id, bool needs) => Assert.Equal(needs, Make(id).NeedsOwnEpisodes);

    [Theory]
    [InlineData("lora", "adapter.epochs=12")]
    [InlineData("lora", "adapter.epochs=12 self_replay.documents=2")]
    [InlineData("lora-rl", "adapter.epochs=6")]
    [InlineData("online", "adapter.epochs=6 replay.share=0.7")]
    [InlineData("fast-slow", "adapter.epochs=6 replay.share=0.7")]
    [InlineData("memory+lora", "adapter.epochs=12")]
    public void It_learns_which_lever_pays(string id, string changes)
    {
        var task = new Levers(1);
        var learner = Make(id, changes);
        Artifact? artifact = null;
        var cost = Cost.None;
        var before = Likelihood(learner, null, task);
        for (var study = 0; study < 12 && Likelihood(learner, artifact, task) < 0.9; study++)
        {
            // Where several attempts make a group, its own players play; else every lever is met once.
            var rounds = id == "lora-rl" ? learner.Rounds(12) : [new PracticeRound { Starts = Levers.Names.Length }];
            var learned = LearnerRounds.Study(
                learner,
                rounds,
                Request(_folder.File($"{id}-{study}"), artifact, task, [], (ulong)study),
                (player, round, _) => id == "lora-rl" ? Played(player, task, round.Episodes, study) : Each(task));
            (artifact, cost) = (learned.Artifact, cost + learned.Cost);
        }

        Assert.True(cost is { TokensTrained: > 0, Flops: > 0 });
        Assert.True(before < 0.7, $"{id} knew it before: {before}");
        Assert.True(Likelihood(learner, artifact, task) >= 0.9, $"{id}: {before} to {Likelihood(learner, artifact, task)}");
        Assert.True(Paying(learner, artifact, task) > 0.6, $"{id} plays it in {Paying(learner, artifact, task)}");
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("online")]
    [InlineData("fast-slow")]
    [InlineData("memory+lora")]
    [InlineData("lora-rl")]
    [InlineData("sleep")]
    public void An_episode_in_which_nobody_was_asked_is_passed_over(string id)
    {
        var task = new Levers(1);
        var learner = Make(id);
        var first = learner.Study(Request(_folder.File($"{id}-first"), null, task, Each(task), 1), default);
        EpisodeRecord[] forced = [.. Each(task).Select((episode, i) => i == 1 ? episode with { Moves = [] } : episode)];
        var next = learner.Study(Request(_folder.File($"{id}-next"), first.Artifact, task, forced, 1), default);
        Assert.NotNull(next.Artifact);
        _ = learner.Study(Request(_folder.File($"{id}-none"), first.Artifact, task, [forced[1]], 1), default);
    }

    [Theory]
    [InlineData("lora")]
    [InlineData("online")]
    [InlineData("fast-slow")]
    [InlineData("memory+lora")]
    public void Three_passes_point_the_right_way_and_more_go_further(string id)
    {
        var task = new Levers(1);
        double After(int epochs)
        {
            var learner = Make(id, $"adapter.epochs={epochs}");
            var learned = learner.Study(Request(_folder.File($"{id}-{epochs}"), null, task, Each(task), 1), default);
            return Likelihood(learner, learned.Artifact, task);
        }

        var (before, few, many) = (Likelihood(Make(id), null, task), After(3), After(30));
        Assert.True(few > before && many > few + 0.1, $"{id}: {before}, {few} after 3 passes, {many} after 30");
    }

    [Fact]
    public void What_was_read_is_likelier_afterwards_without_the_document()
    {
        var task = new Levers(1);
        var learner = Make("lora-read", "adapter.epochs=30");
        var learned = learner.Study(Request(_folder.File("read"), null, task, Each(task), 1), default);
        using var worn = _model.Wear(((IAdapted)learner).Worn(learned.Artifact));
        var said = new ScoreRequest($"{task.Documents[0].Title}\n", task.Documents[0].Text);
        var tokens = _model.Tokenizer.Count(task.Documents[0].Text);
        var (before, after) = (_model.Score([said], default)[0].LogProbability / tokens, worn.Score([said], default)[0].LogProbability / tokens);
        Assert.True(after > before + 1, $"{before} to {after} nats a token");
    }

    [Fact]
    public void An_adapter_of_the_first_task_alone_stays_as_it_was_in_the_second()
    {
        var learner = Make("memory+lora", "trains=first-task");
        var first = Learn(learner, "first-of-two", null, new Levers(1));
        var second = Learn(learner, "second-of-two", first, new Levers(2));
        Assert.Equal(File.ReadAllBytes(first.PathOf("adapter.gguf")), File.ReadAllBytes(second.PathOf("adapter.gguf")));
        var always = Learn(Make("memory+lora"), "second-always", first, new Levers(2));
        Assert.NotEqual(File.ReadAllBytes(first.PathOf("adapter.gguf")), File.ReadAllBytes(always.PathOf("adapter.gguf")));
    }

    [Fact]
    public void Sleep_brings_the_student_nearer_to_its_teacher_on_situations_it_was_not_taught()
    {
        var task = new Levers(1);
        var learned = Night(Make("sleep", "adapter.epochs=20"), "night", null, task, fresh: 40, seed: 1);
        var found = System.Text.RegularExpressions.Regex.Match(Assert.Single(learned.Remarks), @"teacher ([-\d.E]+) to ([-\d.E]+),");
        var (before, after) = (Number(found.Groups[1].Value), Number(found.Groups[2].Value));
        Assert.True(before > 0 && after < before / 2, learned.Remarks[0]);
        Assert.True(learned.Cost.TokensRead > 0, "asking the teacher is charged");

        static double Number(string text) => double.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Fact]
    public void Sleep_leaves_no_memory_where_the_player_looks_and_loses_it_where_it_should()
    {
        var kept = Learn(Make("sleep"), "kept");
        Assert.True(Directory.Exists(kept.PathOf("teacher")));
        using var player = Make("sleep").Open(kept);
        var prompt = player.Choose([Turn(new Levers(1), 1)], default)[0].Prompt!;
        Assert.DoesNotContain("it pays", prompt, StringComparison.Ordinal);
        var lost = Learn(Make("sleep", "keeps_memory=false"), "lost");
        Assert.False(Directory.Exists(lost.PathOf("teacher")));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(lost.Folder).Where(f => !f.EndsWith(".gguf", StringComparison.Ordinal)).Select(File.ReadAllText),
            text => text.Contains("it pays", StringComparison.Ordinal));
    }

    [Fact]
    public void With_right_angles_a_new_task_gets_an_adapter_that_reads_nothing_the_earlier_one_reads()
    {
        var learner = Make("lora", "orthogonal=true");
        var first = Learn(learner, "first", null, new Levers(1));
        var second = Learn(learner, "second", first, new Levers(2));
        var old = ReadAdapter(second.PathOf("adapter-001.gguf"));
        var young = ReadAdapter(second.PathOf("adapter.gguf"));
        foreach (var a in young.Tensors.Where(t => t.Name.EndsWith(".lora_a", StringComparison.Ordinal)))
        {
            var b = old.Tensors.First(t => t.Name == a.Name);
            var inputs = (int)a.Extents[0];
            for (var i = 0; i < a.Values.Length; i += inputs)
            {
                for (var j = 0; j < b.Values.Length; j += inputs)
                {
                    var product = Enumerable.Range(0, inputs).Sum(n => (double)a.Values[i + n] * b.Values[j + n]);
                    Assert.True(Math.Abs(product) < 1e-4, $"{a.Name}: {product}");
                }
            }
        }
    }

    public void Dispose()
    {
        _model.Dispose();
        _folder.Dispose();
    }

    private static AdapterFile ReadAdapter(string path) => AdapterFile.Read(path);

    private Artifact Learn(ILearner learner, string name, Artifact? before = null, Levers? task = null) =>
        Night(learner, name, before, task ?? new Levers(1), fresh: 4, seed: 4).Artifact!;

    // A block in which the student meets every lever once, and a teacher, where there is one, plays so many episodes.
    private Learned Night(ILearner learner, string name, Artifact? before, Levers task, int fresh, ulong seed) => LearnerRounds.Study(
        learner,
        [
            .. learner.Rounds(Levers.Names.Length + fresh).Select(round =>
                round with { Starts = round.Player == RoundPlayer.Teacher ? fresh : Levers.Names.Length }),
        ],
        Request(_folder.File(name), before, task, [], seed),
        (player, round, _) => round.Player == RoundPlayer.Teacher ? Played(player, task, round.Episodes, study: 1) : Each(task));

    private static StudyRequest Request(string folder, Artifact? before, Levers task, IReadOnlyList<EpisodeRecord> experience, ulong seed)
    {
        return new StudyRequest
        {
            Before = before,
            Documents = new Dictionary<string, IReadOnlyList<Document>> { [task.Id] = task.Documents },
            Experience = experience,
            Round = new PracticeRound { Starts = experience.Count },
            Folder = Directory.CreateDirectory(folder).FullName,
            Rng = new Rng(seed),
        };
    }

    private static IReadOnlyList<EpisodeRecord> Played(IPlayer player, Levers task, int episodes, int study) =>
    [
        .. Enumerable.Range(0, episodes).Select(i =>
        {
            var seed = Rng.Mix((ulong)study, (ulong)i);
            var choice = player.Choose([Turn(task, seed)], default)[0];
            return Pull(task, ((Reply.Legal)choice.Reply).Text, seed, choice.LogProbability);
        }),
    ];

    /// <summary>Every lever once, as a player would meet them who does not know yet.</summary>
    private static EpisodeRecord[] Each(Levers task) => [.. Levers.Names.Select((name, i) => Pull(task, name, (ulong)i, null))];

    private static EpisodeRecord Pull(Levers task, string reply, ulong seed, double? logProbability)
    {
        var start = task.Practice(seed);
        var outcome = start.After(reply).Outcome!;
        return new EpisodeRecord
        {
            TaskId = task.Id,
            Seed = seed,
            Moves = [new Move(start.View, reply, null, logProbability)],
            Outcome = outcome,
            Score = (outcome.Score - task.Floor) / (task.Ceiling - task.Floor),
        };
    }

    private ILearner Make(string id, string changes = "")
    {
        var tools = new WeightsTools
        {
            Model = _model,
            Prompts = PlayWords.Book,
            Prompt = PlayWords.Prompt,
            Limits = new PlayerLimits(320, 64),
            Threads = 1,
            Trainers = new TorchTrainers(),
        };
        LearnerSettings settings = id switch
        {
            "lora" => new LoraSettings { Adapter = Adapter, Replay = Replay, KlWeight = KlWeight, SelfReplay = new() { EachPass = 1 } },
            "online" => LoraSettings.Online with { Adapter = Adapter, Replay = Replay, KlWeight = KlWeight },
            "fast-slow" => new FastSlowSettings
            {
                Adapter = Adapter,
                Replay = Replay,
                KlWeight = KlWeight,
                Slow = new() { Rank = 4, LearningRate = 0.02, Epochs = 10 },
                ConsolidateEpisodes = 12,
            },
            "lora-rl" => new LoraRlSettings { Adapter = Adapter, Attempts = 6, KlWeight = 0.01 },
            "lora-read" => new LoraReadSettings
            {
                Adapter = Adapter,
                Lessons = ReadLessons.Both,
                LessonsEach = 3,
                LessonsMax = 20,
                PassageTokens = 64,
                LessonTokens = 8,
                Temperature = 1,
                GainMin = -1,
            },
            "sleep" => new SleepSettings<NoSettings> { Adapter = Adapter, TeacherQueriesMax = 64, WithMemoryShare = 0.25, ValidationShare = 0.1 },
            _ => new MemoryLoraSettings<NoSettings> { Adapter = Adapter, Replay = Replay, KlWeight = KlWeight },
        };
        settings = SettingList.Of(settings).Changed(settings, changes.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=')).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal));
        return settings switch
        {
            LoraSettings own => new LoraLearner(id, tools, own),
            FastSlowSettings own => new FastSlowLearner(tools, own),
            LoraRlSettings own => new LoraRlLearner(tools, own),
            LoraReadSettings own => new LoraReadLearner(tools, own),
            SleepSettings own => new SleepLearner("sleep", tools, own, t => new Knower(t)),
            MemoryLoraSettings own => new MemoryLoraLearner(tools, own, t => new Knower(t)),
            _ => throw new ArgumentException($"no learner has such settings: {settings}", nameof(id)),
        };
    }

    // What the adapter alone makes of the lever that pays, among the three.
    private double Likelihood(ILearner learner, Artifact? artifact, Levers task)
    {
        var worn = ((IAdapted)learner).Worn(artifact);
        using var wearing = worn.Count == 0 ? null : _model.Wear(worn);
        var model = wearing ?? _model;
        var documents = PlayWords.Prompt.Compose(new Recollection { Documents = task.Documents }, _model.Tokenizer, 320);
        var prompt = documents.Text + PlayWords.Prompt.Begin([], task.Exam(1).View);
        var scores = model.Score([.. Levers.Names.Select(n => new ScoreRequest(prompt, PlayWords.Prompt.Written(n)))], default);
        return Math.Exp(scores[Array.IndexOf(Levers.Names, task.Best)].LogProbability) / scores.Sum(scored => Math.Exp(scored.LogProbability));
    }

    private static double Paying(ILearner learner, Artifact? artifact, Levers task)
    {
        using var player = learner.Open(artifact);
        var choices = player.Choose([.. Enumerable.Range(0, 20).Select(i => Turn(task, (ulong)i))], default);
        return choices.Average(c => c.Reply is Reply.Legal legal && legal.Text == task.Best ? 1.0 : 0);
    }

    private static Turn Turn(Levers task, ulong seed) => new()
    {
        TaskId = task.Id,
        Documents = task.Documents,
        Earlier = [],
        View = task.Exam(seed).View,
        Temperature = 1,
        Restricted = true,
        Seed = seed,
    };

    /// <summary>A memory that shows the latest episodes that went well.</summary>
    private sealed class Knower(LearnerTools tools) : ILearner
    {
        public string Id => "knower";

        public LearnerPath Path => LearnerPath.Memory;

        public Learned Study(StudyRequest request, CancellationToken cancellation)
        {
            var before = request.Before is null ? [] : EpisodeJson.ReadFile(request.Before.PathOf("known.jsonl"));
            EpisodeJson.WriteFile(System.IO.Path.Combine(request.Folder, "known.jsonl"), before.Concat(request.Experience));
            return new Learned(Artifact.Of(request.Folder), Cost.None, []);
        }

        public IPlayer Open(Artifact? artifact)
        {
            EpisodeRecord[] known = artifact is null ? [] : [.. EpisodeJson.ReadFile(artifact.PathOf("known.jsonl"))];
            var won = known.Where(e => e.Outcome.Score > 0).TakeLast(6).ToArray();
            var recollection = new Dictionary<string, Recollection>();
            return new ModelPlayer(tools.Model, tools.Prompt, turn => recollection.TryGetValue(turn.TaskId, out var r)
                ? r
                : recollection[turn.TaskId] = new Recollection { Documents = turn.Documents, Episodes = won }, tools.Limits);
        }
    }
}
