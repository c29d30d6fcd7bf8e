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
    private const string PhaseKey = "phase";
    private const string PhaseStartKey = "phase_start";
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
    private IReadOnlyList<PretrainPlan>? _pieces;

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
        if (plan is { Phases: null, Course: { Steps: null, Tokens: null, Minutes: null } })
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

    /// <summary>The first held-out lives; of a curriculum's last phase.</summary>
    public IReadOnlyList<Life> HeldOut(int count)
    {
        var corpus = NewCorpus(Pieces[^1]);
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
            var fresh = InitialWeights.Make(_plan.Shape, Vocabulary, new Rng(_plan.Seed).Fork("weights"));
            WriteModel(modelPath, _start is null ? fresh : TakenOn(_start, shape, fresh));
        }

        var goesOn = resume && File.Exists(checkpoint);
        for (var piece = goesOn ? PieceOf(checkpoint) : 0; ; piece++, goesOn = true)
        {
            var result = RunPiece(piece, trainers, modelPath, goesOn, threads, report, cancellation);
            if (result.Diverged || !result.Finished || piece == Pieces.Count - 1)
            {
                return result;
            }
        }
    }

    /// <summary>Writes a trained F32 model in another type, under the plan's name.</summary>
    public void Export(string modelPath, string path, GgmlType type)
    {
        using var file = GgufFile.Open(modelPath);
        var tensors = file.Tensors.Select(t => new WeightTensor(t.Name, t.Extents, Floats(file, t)));
        PretrainedModelWriter.Write(path, _plan.Name, _plan.Shape.ModelShape(Vocabulary.Count), Vocabulary, [.. tensors], type, Remarks());
    }

    // The phases of a curriculum, or the whole plan.
    private IReadOnlyList<PretrainPlan> Pieces => _pieces ??= _plan.Phases is { } phases ? [.. phases.Select(_plan.Of)] : [_plan];

    private IEnumerable<string> Keys => _plan.Phases is null ? [LivesKey, TokensKey] : [LivesKey, TokensKey, PhaseKey, PhaseStartKey];

    // The phase that a checkpoint stands in.
    private int PieceOf(string checkpoint) => _plan.Phases is not { } phases ? 0
        : TrainingState.Number(checkpoint, PhaseKey) is { } phase && phase >= 0 && phase < phases.Count ? (int)phase
        : throw new UserErrorException($"checkpoint {checkpoint} stands in no phase of plan {_plan.Name}; start afresh or take its own plan");

    private PretrainResult RunPiece(
        int piece, ITrainerProvider trainers, string modelPath, bool goesOn, int threads, Action<PretrainProgress> report, CancellationToken cancellation)
    {
        var plan = Pieces[piece];
        // One writes what comes next while the other measures.
        var (corpus, heldOut) = (NewCorpus(plan), NewCorpus(plan));
        var (places, usualWeight) = Usual(corpus, plan);
        var batch = new BatchShape(plan.Course.Rows, plan.Course.RowTokens, places);
        using var model = trainers.Open(modelPath, new TrainerSettings
        {
            Purpose = TrainingPurpose.TrainEverything,
            Batch = batch,
            Threads = threads,
        });
        var position = goesOn
            ? TrainingState.Load(CheckpointOf(modelPath), model, Identity(PieceOf(CheckpointOf(modelPath))), Keys)
            : Keys.ToDictionary(key => key, _ => 0L);
        var tokens = position[TokensKey];
        var run = new Course(this, plan, modelPath, model, heldOut, new BatchStream(n => corpus.Sample(corpus.Life(n)), batch, position[LivesKey]))
        {
            Tokens = tokens,
            Piece = piece,
            // A phase that has not begun yet begins where the one before it ended.
            Start = _plan.Phases is null ? 0 : position[PhaseKey] == piece ? position[PhaseStartKey] : tokens,
            StepWeight = usualWeight * plan.Course.Accumulate,
        };
        return run.Go(report, cancellation);
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
            ("heads of a width of", start.HeadWidth, shape.HeadWidth), ("tied embeddings:", start.TiedEmbeddings, shape.TiedEmbeddings),
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

    private Corpus NewCorpus(PretrainPlan plan)
    {
        var tokenizer = new VocabularyTokenizer(Vocabulary);
        return new Corpus(plan, _families, _prompt, tokenizer, new SampleMaker(tokenizer), Vocabulary.End);
    }

    // What a batch whose rows are full holds by the corpus' first lives. Logits are computed for every place, so there should be no more
    // than predictions come up, and a few to spare.
    private static (int Places, double Weight) Usual(Corpus corpus, PretrainPlan plan)
    {
        var tokens = plan.Course.Rows * plan.Course.RowTokens;
        Life[] lives = [.. Enumerable.Range(0, UsualLives).Select(n => corpus.Life(n))];
        Sample[] samples = [.. lives.Select(corpus.Sample)];
        var read = samples.Sum(s => (double)s.Tokens.Count);
        var mute = lives.Zip(samples, (life, sample) => (life.Part, sample.Predictions.Count)).GroupBy(p => p.Part, p => p.Count)
            .FirstOrDefault(part => part.Count() >= PartLives && part.All(count => count == 0));
        if (mute is not null)
        {
            throw new UserErrorException(
                $"plan {plan.Name}: nothing is to be predicted in lives of {mute.Key}; their text holds no answer, or every weight is 0");
        }

        var share = samples.Sum(s => s.Predictions.Count) / read;
        var places = (int)Math.Ceiling(PlacesSpare * share * tokens / BatchShape.PlacesStep) * BatchShape.PlacesStep;
        return (Math.Min(tokens, places), samples.Sum(s => s.Predictions.Sum(p => Math.Abs(p.Weight))) / read * tokens);
    }

    /// <summary>Where the checkpoint of a model lies.</summary>
    public static string CheckpointOf(string modelPath) => modelPath + ".checkpoint";

    // What the checkpoint's numbers mean: a vocabulary follows from the plan and from the words of the prompts, which may
    // have changed since.
    private string Identity(int piece) => $"{_plan.Sha256UpTo(piece)} {Vocabulary.Sha256}{(_startSha256 is null ? "" : $" {_startSha256}")}";

    private void WriteModel(string path, IEnumerable<WeightTensor> tensors) => PretrainedModelWriter.Write(
        path, _plan.Name, _plan.Shape.ModelShape(Vocabulary.Count), Vocabulary, tensors, GgmlType.F32, Remarks());

    private Dictionary<string, string> Remarks() => new()
    {
        ["agentmemory.plan.sha256"] = _plan.Sha256(),
        [StartKey] = _startSha256 is null ? StartOf(_plan.Shape) : StartModel + _startSha256,
    };

    private static string StartOf(PretrainShape shape) => shape.ReaderStart is { } kind
        ? $"reader {kind.ToString().ToLowerInvariant()}"
        : shape.StructuredStart ? "structured" : "random";

    /// <summary>One run of the loop. The next batches are written while a step is computed.</summary>
    private sealed class Course(
        Pretrainer owner, PretrainPlan plan, string modelPath, ITrainer model, Corpus heldOut, BatchStream stream)
    {
        private readonly Trainer _trainer = new(model, plan.Course.Optimizer);
        private readonly PretrainCourse _course = plan.Course;
        private readonly long _began = owner._time.GetTimestamp();
        private long _nextLife = stream.Next;

        public long Tokens { get; set; }

        /// <summary>Number of the phase, from 0.</summary>
        public required int Piece { get; init; }

        /// <summary>Tokens read before this phase.</summary>
        public required long Start { get; init; }

        /// <summary>What the weights of a step would sum up to whose rows are full.</summary>
        public required double StepWeight { get; init; }

        private double Minutes => owner._time.GetElapsedTime(_began).TotalMinutes;

        private double Progress => Math.Max(
            _course.Steps is { } steps ? (double)model.Steps / steps : 0,
            Math.Max(
                _course.Tokens is { } tokens ? (double)(Tokens - Start) / tokens : 0,
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
            Phase = owner._plan.Phases?[Piece].Name ?? "",
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
            var position = new Dictionary<string, long>
            {
                [LivesKey] = _nextLife,
                [TokensKey] = Tokens,
                [PhaseKey] = Piece,
                [PhaseStartKey] = Start,
            };
            TrainingState.Save(
                CheckpointOf(modelPath), model, owner.Identity(Piece), owner.Keys.ToDictionary(key => key, key => position[key]));
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
