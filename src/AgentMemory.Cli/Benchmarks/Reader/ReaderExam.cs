using System.Globalization;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Models;
using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Learners;
using AgentMemory.Core.Models;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Learners;
using AgentMemory.Learners.Memory.Context;
using AgentMemory.Learners.Prompts;
using AgentMemory.Learners.Weights;
using AgentMemory.Training;

namespace AgentMemory.Cli.Benchmarks.Reader;

/// <summary>One exam after each number of games: by the learner "context" over a model, and by the learner "ideal".</summary>
internal sealed class ReaderExam : IDisposable
{
    private readonly ReaderPlan _plan;
    private readonly PromptBook _prompts;
    private readonly ModelShelf _shelf;
    private readonly ITrainerProvider _trainers = TrainingEngine.Open();
    private readonly DirectoryInfo _scratch = Directory.CreateTempSubdirectory("agentmemory-reader-");
    private readonly ILearner _context;
    private readonly ILearner _ideal;
    private readonly ILanguageModel _model;
    private int _folders;

    public ReaderExam(BenchContext context, ReaderPlan plan)
    {
        _plan = plan;
        _prompts = PromptBook.Load(context.Home.Prompts);
        _shelf = new ModelShelf(context.Home, context.Threads);
        try
        {
            _model = _shelf.Open(context.Model, "cpu", plan.ContextTokens, plan.Batch);
            var tools = new WeightsTools
            {
                Model = _model,
                Prompts = _prompts,
                Prompt = new PlayPrompt(_prompts),
                Limits = new PlayerLimits(Math.Min(plan.ContextTokens, _model.Card.ContextTokens), plan.EpisodeTokens),
                Threads = 1,
                Trainers = _trainers,
                Tasks = name => Catalogue.Task(name, _prompts),
            };
            _ideal = LearnerCatalogue.Named("ideal").Make(tools, new NoSettings());
            _context = LearnerCatalogue.Named("context").Make(
                tools, new ContextSettings { Shows = EpisodeForm.Brief, EpisodesMax = Math.Max(1, plan.Games[^1]) });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>The model's id.</summary>
    public string Model => _model.Card.Id;

    /// <summary>A world of a task, for each number of games the scores after it.</summary>
    public IReadOnlyList<ReaderScore> Sit(string name, ulong world, CancellationToken cancellation)
    {
        var task = Catalogue.Task(
            TaskParameters.Parse(name).With("seed", world.ToString(CultureInfo.InvariantCulture)).ToString(), _prompts);
        if (task.Partition.Value is not { ExamQuestions: { } exam, PracticeQuestions: { } practice } partition)
        {
            throw new UserErrorException($"task \"{name}\" has no questions that can be listed; take vault or labels");
        }

        var rng = new Rng(_plan.Seed).Fork(task.Id);
        var games = Enumerable.Range(0, _plan.Games[^1]).Select(game => Uniform(task, rng.Fork("game", game))).ToList();
        var known = practice.ToDictionary(partition.KeyOf, question => question, StringComparer.Ordinal);
        return [.. _plan.Games.Select(count => After(games.Take(count).ToList()))];

        ReaderScore After(List<EpisodeRecord> told)
        {
            _model.Forget();
            var artifact = Study(_context, task, told, rng);
            using var reader = _context.Open(artifact);
            var keys = told.Select(game => partition.KeyOf(task.Practice(game.Seed))).Distinct(StringComparer.Ordinal).ToArray();
            new Rng(_plan.Seed).Fork("met").Shuffle<string>(keys);
            var met = keys.Take(exam.Count).Select(key => known[key]).ToList();
            var (unmetMarks, shown) = Ask(reader, task, exam, cancellation);
            using var ideal = _ideal.Open(Study(_ideal, task, told, rng));
            return new ReaderScore(
                unmetMarks.Average(),
                Ask(ideal, task, exam, cancellation).Marks.Average(),
                met.Count == 0 ? null : Ask(reader, task, met, cancellation).Marks.Average(),
                shown);
        }
    }

    public void Dispose()
    {
        _trainers.Dispose();
        _shelf.Dispose();
        _scratch.Delete(recursive: true);
    }

    private static EpisodeRecord Uniform(ITask task, Rng rng)
    {
        var seed = rng.NextBits();
        var moves = new List<Move>();
        var moment = task.Practice(seed);
        while (moment.Outcome is null)
        {
            var reply = moment.View.Reply is ReplyForm.OneOf form ? rng.Pick(form.Replies) : "";
            moves.Add(new Move(moment.View, reply, null, null));
            moment = moment.After(reply);
        }

        return new EpisodeRecord { TaskId = task.Id, Seed = seed, Moves = moves, Outcome = moment.Outcome, Score = moment.Outcome.Score };
    }

    private Artifact? Study(ILearner learner, ITask task, List<EpisodeRecord> told, Rng rng)
    {
        var folder = _scratch.CreateSubdirectory(_folders++.ToString(CultureInfo.InvariantCulture)).FullName;
        return learner.Study(
            new StudyRequest
            {
                Before = null,
                Documents = new Dictionary<string, IReadOnlyList<Document>>(StringComparer.Ordinal) { [task.Id] = task.Documents },
                Experience = told,
                Round = new PracticeRound { Starts = told.Count },
                Folder = folder,
                Rng = rng,
            },
            CancellationToken.None).Artifact;
    }

    private (IReadOnlyList<double> Marks, int GamesShown) Ask(
        IPlayer player, ITask task, IReadOnlyList<IEpisode> questions, CancellationToken cancellation)
    {
        var marks = new List<double>();
        var shown = int.MaxValue;
        foreach (var company in questions.Chunk(_plan.Batch))
        {
            cancellation.ThrowIfCancellationRequested();
            (Turn Turn, IEpisode Moment)[] moments = [.. company.Select(question => (TurnAt(task, question), question))];
            var choices = player is IOraclePlayer oracle
                ? oracle.Choose(moments, cancellation)
                : player.Choose([.. moments.Select(moment => moment.Turn)], cancellation);
            marks.AddRange(choices.Zip(company, (choice, question) => ((IRankedQuestion)question).Mark(choice.LogProbabilities!)));
            shown = Math.Min(shown, choices.Min(choice => choice.Remembered?.Episodes.Count ?? int.MaxValue));
        }

        return (marks, shown);
    }

    private static Turn TurnAt(ITask task, IEpisode question) => new()
    {
        TaskId = task.Id,
        Documents = task.Documents,
        Earlier = [],
        View = question.View,
        Temperature = 0,
        Restricted = true,
        Ranked = true,
        Seed = 1,
    };
}

/// <summary>Mean marks of one world after so many games.</summary>
/// <param name="NeverMet">Of the questions of the exam.</param>
/// <param name="Exact">The exact reader's of the same.</param>
/// <param name="Met">Of as many questions that were told; null where none was.</param>
/// <param name="GamesShown">Games that the window held.</param>
internal sealed record ReaderScore(double NeverMet, double Exact, double? Met, int GamesShown);
