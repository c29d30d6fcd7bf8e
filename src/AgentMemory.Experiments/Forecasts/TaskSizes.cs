using AgentMemory.Core;
using AgentMemory.Core.Episodes;
using AgentMemory.Core.Play;
using AgentMemory.Core.Tasks;
using AgentMemory.Experiments.Plans;
using AgentMemory.Experiments.Rollouts;
using AgentMemory.Experiments.Rooms;
using AgentMemory.Experiments.Trials;

namespace AgentMemory.Experiments.Forecasts;

/// <summary>Mean tokens of a task's texts for one learner, from games played at random, and how much an exam asks.</summary>
/// <param name="Documents">What is shown of its documents.</param>
/// <param name="Room">What the window leaves for memory.</param>
/// <param name="Game">A game as it is remembered.</param>
/// <param name="Turn">What is read for one reply, behind documents and memory.</param>
/// <param name="Reply">A reply.</param>
/// <param name="Moves">Replies of a game.</param>
/// <param name="Turns">Replies that an exam's question takes.</param>
/// <param name="Questions">Questions of an exam.</param>
internal sealed record TaskSizes(
    double Documents, double Room, double Game, double Turn, double Reply, double Moves, double Turns, double Questions)
{
    private const int GamesSampled = 8;

    /// <summary>Games that memory has room for.</summary>
    public double GamesRemembered => Room / Math.Max(1, Game);

    /// <summary>Sizes of a task in a learner's window.</summary>
    /// <param name="plan">The run's.</param>
    /// <param name="shop">The run's; tokens are counted as its model does.</param>
    /// <param name="trial">The learner's.</param>
    /// <param name="task">One of the trial's.</param>
    /// <param name="prompt">The renderer.</param>
    public static TaskSizes Of(Plan plan, Workshop shop, Trial trial, PlannedTask task, PlayPrompt prompt, CancellationToken cancellation)
    {
        var model = shop.Model;
        var games = RolloutRunner.Play(
            UniformPlayer.Instance,
            [.. Enumerable.Range(0, GamesSampled).Select(index => Rng.Mix(trial.Rng.Seed, (ulong)index)).Select(seed => new RolloutRequest
            {
                Task = task.Task,
                Start = task.Task.Practice(seed),
                Seed = seed,
                Draws = seed,
                Documents = [],
                Temperature = 1,
                Restricted = true,
            })],
            GamesSampled,
            shop.Time,
            cancellation).Episodes;
        var learner = plan.Learners.First(own => own.Name == trial.Key.Learner);
        var budget = Math.Max(0, Math.Min(plan.WindowOf(learner), model.ContextTokens) - plan.EpisodeTokens - plan.ThinkingTokens);
        var documents = prompt.Compose(
            new Recollection { Documents = plan.DocumentsOf(task.Task, atExam: true) }, model.Tokenizer, budget).Tokens;
        var tokenizer = model.Tokenizer;
        var isRanked = task.Task.Partition.Value?.ExamQuestions?.FirstOrDefault() is IRankedQuestion;
        var moves = games.Average(game => game.Moves.Count);
        var reply = games.Average(game => game.Moves.Average(move => tokenizer.Count(prompt.Written(move.Reply))));
        // Of a ranked reply nothing is written, and its last token is not read: replies of one token are read off behind the question.
        var ranked = isRanked ? games.Average(game => game.Moves.Average(move => RankedTokens(move.View, reply))) : 0;
        return new TaskSizes(
            documents,
            budget - documents,
            games.Average(game => tokenizer.Count(prompt.Episode(game))),
            games.Average(game => game.Moves.Average(move => tokenizer.Count(prompt.Begin([], move.View)))) + ranked,
            (isRanked ? 0 : reply) + plan.ThinkingTokens,
            moves,
            task.Task.StateExam.IsKnown || isRanked ? 1 : moves,
            QuestionsOf(plan, task.Task));
    }

    private static double RankedTokens(View view, double reply) => view.Reply is ReplyForm.OneOf form ? form.Replies.Count * Math.Max(0, reply - 1) : 0;

    /// <summary>How much an exam asks: decision states, or questions of both parts, or episodes.</summary>
    public static double QuestionsOf(Plan plan, ITask task) => task.StateExam.Value?.States.Count
        ?? (task.Partition.IsKnown ? 2 : 1) * (task.Partition.Value?.ExamQuestions?.Count ?? plan.Exam);
}
