using System.Runtime.InteropServices;
using System.Security.Cryptography;
using AgentMemory.Core;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Gguf;
using AgentMemory.Pretraining.Corpora;
using AgentMemory.Pretraining.Initialization;
using AgentMemory.Pretraining.Vocabularies;
using AgentMemory.Training;
using AgentMemory.Training.Adapters;
using AgentMemory.Training.Architectures;
using AgentMemory.Training.Batches;

namespace AgentMemory.Pretraining;

/// <summary>
/// Trains a model of the project's own from nothing, by a plan. The run can be stopped anywhere and resumed from its last
/// checkpoint to the same bits.
/// </summary>
public sealed class Pretrainer
{
    private const string LivesKey = "lives";
    private const string TokensKey = "tokens";
    private const string StartKey = "agentmemory.start";
    private const string StartModel = "model ";
    private const int UsualLives = 256;
    private const double PlacesSpare = 1.1;

    // So many lives of a part without a prediction are no chance.
    private const int PartLives = 4;

    private readonly PretrainPlan _plan;
    private readonly IReadOnlyDictionary<string, ITaskFamily> _families;
    private readonly PlayPrompt _prompt;
    private readonly TimeProvider _time;
    private readonly string? _start;
    private string? _startSha256;
    private Vocabulary? _vocabulary;

    /// <param name="plan">What to train.</param>
    /// <param name="families">Families by name.</param>
    /// <param name="prompt">The renderer that players use.</param>
    /// <param name="time">For minutes, log lines and checkpoints.</param>
    /// <param name="start">
    /// A model in F32 of the plan's shape whose weights and vocabulary are taken on, in place of fresh ones. It may have fewer layers: those
    /// added on top add nothing to the residual stream at first, so that the deeper model begins as what the shallower one was (Chen et
    /// al. 2015, Net2Net).
    /// </param>
    /// <exception cref="UserErrorException">The plan never ends, or there is no such model.</exception>
    public Pretrainer(
        PretrainPlan plan,
        IReadOnlyDictionary<string, ITaskFamily> families,
        PlayPrompt prompt,
        TimeProvider time,
        string? start = null)
    {
        if (plan.Course is { Steps: null, Tokens: null, Minutes: null })
        {
            throw new UserErrorException($"plan {plan.Name} never ends: set steps, tokens or minutes");
        }

        _plan = plan;
        _families = families;
        _prompt = prompt;
        _time = time;
        if (start is null)
        {
            return;
        }

        using var file = File.Exists(start) ? GgufFile.Open(start) : throw new UserErrorException($"{start} does not exist; check --from");
        _start = start;
        using var bytes = File.OpenRead(start);
        _startSha256 = Convert.ToHexStringLower(SHA256.HashData(bytes));
        _vocabulary = Vocabulary.Read(file);
    }

    /// <summary>Learnt on the plan's corpus when it is first asked for; a resumed run goes on with its model's.</summary>
    public Vocabulary Vocabulary => _vocabulary ??= LearntVocabulary.Make(
        CorpusWords.Of(_plan, _families, _prompt), _plan.Shape.VocabularySize, _plan.Shape.SpacedWords);

    /// <summary>The first held-out lives.</summary>
    public IReadOnlyList<Life> HeldOut(int count)
    {
        var corpus = NewCorpus();
        return [.. Enumerable.Range(0, count).Select(n => corpus.HeldOut(n))];
    }

    /// <summary>
    /// Runs to the end of the course, or until cancelled; the checkpoint beside the model is then as far as training got.
    /// </summary>
    /// <param name="trainers">Of the engine that trains.</param>
    /// <param name="modelPath">Where the F32 model is written with every checkpoint; what is shipped is written from it by <see cref="Export"/>.</param>
    /// <param name="resume">Goes on from the checkpoint beside the model, if there is one.</param>
    /// <param name="threads">Never more than there are cores.</param>
    /// <param name="report">Called for every line of the log.</param>
    public PretrainResult Run(
        ITrainerProvider trainers, string modelPath, bool resume, int threads, Action<PretrainProgress> report, CancellationToken cancellation)
    {
        var checkpoint = CheckpointOf(modelPath);
        if (resume && File.Exists(checkpoint) && File.Exists(modelPath))
        {
            using var file = GgufFile.Open(modelPath);
            _vocabulary = Vocabulary.Read(file);
            // Whoever resumes need not name again what the run began from.
            _startSha256 ??= file.Text(StartKey) is { } remark && remark.StartsWith(StartModel, StringComparison.Ordinal)
                ? remark[StartModel.Length..] : null;
        }

        var shape = _plan.Shape.ModelShape(Vocabulary.Count);
        if (!resume || !File.Exists(checkpoint))
        {
            var fresh = InitialWeights.Make(shape, Vocabulary, _plan.Shape.StructuredStart, new Rng(_plan.Seed).Fork("weights"));
            WriteModel(modelPath, _start is null ? fresh : TakenOn(_start, shape, fresh));
        }

        var course = _plan.Course;
        // One writes what comes next while the other measures.
        var (corpus, heldOut) = (NewCorpus(), NewCorpus());
        var (places, usualWeight) = Usual(corpus);
        var batch = new BatchShape(course.Rows, course.RowTokens, places);
        using var model = trainers.Open(modelPath, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainEverything,
            Batch = batch,
            Threads = threads,
        });
        var position = resume && File.Exists(checkpoint)
            ? TrainingState.Load(checkpoint, model, Identity, [LivesKey, TokensKey])
            : new Dictionary<string, long> { [LivesKey] = 0, [TokensKey] = 0 };
        var run = new Course(this, modelPath, model, heldOut, new BatchStream(n => corpus.Sample(corpus.Life(n)), batch, position[LivesKey]))
        {
            Tokens = position[TokensKey],
            StepWeight = usualWeight * course.Accumulate,
        };
        return run.Go(report, cancellation);
    }

    /// <summary>Writes a trained F32 model in another type, under the plan's name.</summary>
    public void Export(string modelPath, string path, GgmlType type)
    {
        using var file = GgufFile.Open(modelPath);
        var tensors = file.Tensors.Select(t => new WeightTensor(t.Name, t.Extents, Floats(file, t)));
        PretrainedModelWriter.Write(path, _plan.Name, _plan.Shape.ModelShape(Vocabulary.Count), Vocabulary, [.. tensors], type, Remarks());
    }

    private static List<WeightTensor> TakenOn(string start, ModelShape shape, IEnumerable<WeightTensor> fresh)
    {
        using var file = GgufFile.Open(start);
        var layers = LayersOf(file, shape);
        return [.. fresh.Select(tensor => ModelShape.LayerOf(tensor.Name) >= layers ? Silent(tensor)
            : file.TryGetTensor(tensor.Name, out var kept) && kept.Type == GgmlType.F32 && kept.Extents.SequenceEqual(tensor.Extents)
                ? tensor with { Values = Floats(file, kept) }
                : throw new UserErrorException($"{start} has no {tensor.Name} in F32 of the plan's shape; take a model of that shape"))];
    }

    // Other heads or another turning of positions have tensors of the same extents and are another network all the same.
    private static int LayersOf(GgufFile file, ModelShape shape)
    {
        var start = ModelFile.Shape(file);
        (string What, object Is, object Wanted)[] measures =
        [
            ("the architecture", start.Architecture, shape.Architecture), ("a width of", start.Width, shape.Width),
            ("heads:", start.Heads, shape.Heads), ("key-value heads:", start.KeyValueHeads, shape.KeyValueHeads),
            ("a feed-forward width of", start.FeedForward, shape.FeedForward), ("tokens:", start.Vocabulary, shape.Vocabulary),
            ("a rope base of", start.RopeBase, shape.RopeBase), ("numbers turned:", start.RopeDimensions, shape.RopeDimensions),
        ];
        foreach (var (what, found, wanted) in measures)
        {
            if (!found.Equals(wanted))
            {
                throw new UserErrorException($"{file.Path} has {what} {found} where the plan has {wanted}; take a model of that shape");
            }
        }

        return start.Layers <= shape.Layers
            ? start.Layers
            : throw new UserErrorException($"{file.Path} has {start.Layers} layers where the plan has {shape.Layers}; take a model with no more than that");
    }

    private static WeightTensor Silent(WeightTensor tensor) =>
        tensor.Name.Contains("attn_output", StringComparison.Ordinal) || tensor.Name.Contains("ffn_down", StringComparison.Ordinal)
            ? tensor with { Values = new float[tensor.Values.Length] }
            : tensor;

    private static float[] Floats(GgufFile file, GgufTensor tensor) =>
        MemoryMarshal.Cast<byte, float>(file.Data(tensor)).ToArray();

    private Corpus NewCorpus()
    {
        var tokenizer = new VocabularyTokenizer(Vocabulary);
        return new Corpus(_plan, _families, _prompt, tokenizer, new SampleMaker(tokenizer), Vocabulary.End);
    }

    // What a batch whose rows are full holds by the corpus' first lives. Logits are computed for every place, so there should be no more
    // than predictions come up, and a few to spare.
    private (int Places, double Weight) Usual(Corpus corpus)
    {
        var tokens = _plan.Course.Rows * _plan.Course.RowTokens;
        Life[] lives = [.. Enumerable.Range(0, UsualLives).Select(n => corpus.Life(n))];
        Sample[] samples = [.. lives.Select(corpus.Sample)];
        var read = samples.Sum(s => (double)s.Tokens.Count);
        var mute = lives.Zip(samples, (life, sample) => (life.Part, sample.Predictions.Count)).GroupBy(p => p.Part, p => p.Count)
            .FirstOrDefault(part => part.Count() >= PartLives && part.All(count => count == 0));
        if (mute is not null)
        {
            throw new UserErrorException(
                $"plan {_plan.Name}: nothing is to be predicted in lives of {mute.Key}; their text holds no answer, or every weight is 0");
        }

        var share = samples.Sum(s => s.Predictions.Count) / read;
        var places = (int)Math.Ceiling(PlacesSpare * share * tokens / BatchShape.PlacesStep) * BatchShape.PlacesStep;
        return (Math.Min(tokens, places), samples.Sum(s => s.Predictions.Sum(p => Math.Abs(p.Weight))) / read * tokens);
    }

    /// <summary>Where the checkpoint of a model lies.</summary>
    public static string CheckpointOf(string modelPath) => modelPath + ".checkpoint";

    // What the checkpoint's numbers mean: a vocabulary follows from the plan and from the words of the prompts, which may
    // have changed since.
    private string Identity => $"{_plan.Sha256()} {Vocabulary.Sha256}{(_startSha256 is null ? "" : $" {_startSha256}")}";

    private void WriteModel(string path, IEnumerable<WeightTensor> tensors) => PretrainedModelWriter.Write(
        path, _plan.Name, _plan.Shape.ModelShape(Vocabulary.Count), Vocabulary, tensors, GgmlType.F32, Remarks());

    private Dictionary<string, string> Remarks() => new()
    {
        ["agentmemory.plan.sha256"] = _plan.Sha256(),
        [StartKey] = _startSha256 is null ? _plan.Shape.StructuredStart ? "structured" : "random" : StartModel + _startSha256,
    };

    /// <summary>One run of the loop. The next batches are written while a step is computed.</summary>
    private sealed class Course(Pretrainer owner, string modelPath, ITrainer model, Corpus heldOut, BatchStream stream)
    {
        private readonly Trainer _trainer = new(model, owner._plan.Course.Optimizer);
        private readonly PretrainCourse _course = owner._plan.Course;
        private readonly long _start = owner._time.GetTimestamp();
        private long _nextLife = stream.Next;

        public long Tokens { get; set; }

        /// <summary>What the weights of a step would sum up to whose rows are full.</summary>
        public required double StepWeight { get; init; }

        private double Minutes => owner._time.GetElapsedTime(_start).TotalMinutes;

        private double Progress => Math.Max(
            _course.Steps is { } steps ? (double)model.Steps / steps : 0,
            Math.Max(
                _course.Tokens is { } tokens ? (double)Tokens / tokens : 0,
                _course.Minutes is { } minutes ? Minutes / minutes : 0));

        public PretrainResult Go(Action<PretrainProgress> report, CancellationToken cancellation)
        {
            var (logged, saved, tokensLogged) = (Minutes, Minutes, Tokens);
            var (loss, weight) = (0.0, 0.0);
            var last = new StepResult(0, 0, 0, true);
            var coming = TakeStep();
            while (Progress < 1 && !cancellation.IsCancellationRequested)
            {
                (var batches, _nextLife) = coming.Take();
                coming = TakeStep();
                last = _trainer.Take(new TrainingStep(batches, Progress));
                if (!last.Taken)
                {
                    coming.Finish();
                    return new PretrainResult(model.Steps, Tokens, Diverged: true, Finished: false);
                }

                loss += last.Loss;
                weight += batches.Sum(b => b.Weights.Sum(w => (double)w));
                Tokens += batches.Sum(b => b.TokensUsed);
                var saves = Minutes - saved >= _course.CheckpointMinutes || Progress >= 1;
                if (saves || (Minutes - logged) * 60 >= _course.LogSeconds)
                {
                    var line = Line(loss / weight, last, (Tokens - tokensLogged) / Math.Max(1e-9, (Minutes - logged) * 60), saves);
                    (loss, weight) = (0, 0);
                    if (saves)
                    {
                        Save();
                        saved = Minutes;
                    }

                    // Who is told of a checkpoint finds it saved.
                    report(line);

                    (logged, tokensLogged) = (Minutes, Tokens);
                }
            }

            coming.Finish();
            Save();
            return new PretrainResult(model.Steps, Tokens, Diverged: false, Finished: Progress >= 1);
        }

        private Ahead<(IReadOnlyList<Batch> Batches, long NextLife)> TakeStep() =>
            new(() => (stream.TakeStep(_course.Accumulate, StepWeight), stream.Next));

        private PretrainProgress Line(double loss, StepResult last, double speed, bool measures) => new()
        {
            Step = model.Steps,
            Tokens = Tokens,
            Progress = Progress,
            Loss = loss,
            GradientNorm = last.GradientNorm,
            Rate = last.Rate,
            TokensPerSecond = speed,
            HeldOut = measures ? HeldOut() : [],
        };

        // The checkpoint is the newer of the two while both are written; a resumed run starts from it alone.
        private void Save()
        {
            TrainingState.Save(CheckpointOf(modelPath), model, owner.Identity, new Dictionary<string, long>
            {
                [LivesKey] = _nextLife,
                [TokensKey] = Tokens,
            });
            owner.WriteModel(modelPath, model.TrainedNames.Select(n => new WeightTensor(n, model.Extents(n), model.Weights(n))));
        }

        private List<HeldOutLoss> HeldOut()
        {
            var lives = Enumerable.Range(0, _course.HeldOutLives).Select(n => heldOut.HeldOut(n)).ToArray();
            var losses = new List<HeldOutLoss>();
            foreach (var kind in Enum.GetValues<LifeKind>().Where(k => k != LifeKind.Text))
            {
                var parts = lives.GroupBy(l => l.Part).OrderBy(g => g.Key, StringComparer.Ordinal)
                    .Select(g => (Part: g.Key, Sums: Sums(g, kind))).Where(p => p.Sums.Count > 0).ToArray();
                if (parts.Length > 0)
                {
                    losses.Add(new HeldOutLoss(kind, parts.Sum(p => p.Sums.Loss) / parts.Sum(p => p.Sums.Count),
                        [.. parts.Select(p => (p.Part, p.Sums.Loss / p.Sums.Count))]));
                }
            }

            return losses;
        }

        private (double Loss, int Count) Sums(IEnumerable<Life> lives, LifeKind kind)
        {
            var batches = Packer.Pack([.. lives.Select(l => heldOut.Sample(l, kind))], model.Settings.Batch);
            return (_trainer.Loss(batches), batches.Sum(b => b.PredictionsUsed));
        }
    }
}
