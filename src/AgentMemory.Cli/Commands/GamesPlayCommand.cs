using System.CommandLine;
using System.Globalization;
using AgentMemory.Cli.Catalogues;
using AgentMemory.Cli.Options;
using AgentMemory.Cli.Processes;
using AgentMemory.Cli.Runs;
using AgentMemory.Core;
using AgentMemory.Games.Tasks;
using Spectre.Console;

namespace AgentMemory.Cli.Commands;

/// <summary>A person plays, at a terminal, against the game's own opponent or a learner.</summary>
internal static class GamesPlayCommand
{
    public static Command Make(Option<string[]> plugin, CancellationToken cancellation)
    {
        var (game, seed) = (GamesCommand.Game(), CommonOptions.Seed());
        var learner = LearnersCommand.Naming(new Option<string?>("--learner")
        {
            Description = "Who sits in the other seat (without it, the game's own opponent)",
        });
        var artifact = new Option<string?>("--artifact") { Description = "What the learner has learnt: the folder that run --artifact keeps" };
        var (model, device, threads) = (CommonOptions.Model(), CommonOptions.Device(), CommonOptions.Threads());
        var command = new Command(
            "play",
            "Play a game yourself; at the end you see what each move gave away. The opponent is the game's own\n"
            + "(lines?opponent=greedy chooses it) or a learner.\n"
            + "Example: agentmemory games play \"heaps?hidden=takes&seed=7\" --learner notes --artifact kept")
        {
            game, seed, learner, artifact, model, device, threads,
        };
        command.SetAction(parsed =>
        {
            var catalogue = GamesCommand.Catalogue(parsed.GetValue(plugin), cancellation);
            var task = catalogue.ResolveGame(KeptTask.NameOf(GamesCommand.Named(parsed, game, catalogue), catalogue));
            var start = parsed.GetValue(seed);
            if (parsed.GetValue(learner) is not { } id)
            {
                if (parsed.GetValue(artifact) is not null)
                {
                    throw new UserErrorException("--artifact belongs to a learner; name it with --learner");
                }

                Conclude(Play(task, start));
                return ExitCode.Done;
            }

            using var opponent = new LearnerAtTable(
                id, parsed.GetValue(artifact), parsed.GetValue(model), parsed.GetValue(device)!, parsed.GetValue(threads));
            Conclude(Play(opponent.Join(task, start), start));
            AnsiConsole.WriteLine("What a move gave away is told of the game's own opponent, not of the learner.");
            return ExitCode.Done;
        });
        return command;
    }

    private static TablePlay Play(GameTask task, ulong seed)
    {
        foreach (var document in task.Documents)
        {
            AnsiConsole.Write(new Panel(Markup.Escape(document.Text)) { Header = new PanelHeader(Markup.Escape(document.Title)) });
        }

        var play = TablePlay.Begin(task, seed);
        while (play.Outcome is null)
        {
            AnsiConsole.Write(new Panel(Markup.Escape(play.Board)));
            AnsiConsole.WriteLine(play.Episode.View.Text);
            play = play.After(Ask(play.LegalMoves));
        }

        return play;
    }

    // A menu needs a terminal; elsewhere moves are read line by line, so that a game can be piped in.
    private static string Ask(IReadOnlyList<string> moves)
    {
        if (AnsiConsole.Profile.Capabilities.Interactive)
        {
            return AnsiConsole.Prompt(new SelectionPrompt<string> { Title = "Your move", PageSize = 15 }.AddChoices(moves));
        }

        while (true)
        {
            Console.Out.WriteLine($"your move, one of {string.Join(", ", moves)}:");
            var line = Console.In.ReadLine() ?? throw new UserErrorException("the moves ended before the game did; give more lines");
            if (moves.Contains(line.Trim(), StringComparer.Ordinal))
            {
                return line.Trim();
            }
        }
    }

    private static void Conclude(TablePlay play)
    {
        AnsiConsole.Write(new Panel(Markup.Escape(play.Board)));
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{play.Outcome!.Feedback} ({play.Outcome.Score})"));
        var table = new Table { Border = TableBorder.Simple };
        table.AddColumns("you saw", "you played", "gave away", "best");
        foreach (var move in play.Moves)
        {
            table.AddRow(
                Markup.Escape(move.View),
                Markup.Escape(move.Reply),
                move.Regret is { } regret ? regret.ToString("0.###", CultureInfo.InvariantCulture) : "unknown",
                Markup.Escape(string.Join(", ", move.Best)));
        }

        AnsiConsole.Write(table);
    }
}
