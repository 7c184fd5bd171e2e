/** The only door for rules: what a rule.ts may import. */
export { defineRule } from './definition.ts';
export type {
  ChangeModel,
  EvidencePlace,
  FilePlace,
  Listeners,
  LostGuard,
  OtherFile,
  PracticeReport,
  ReportDetails,
  RuleContext,
  RuleDefinition,
} from './definition.ts';
export { blockingKindOf, blocksByWords, blocksEventLoop } from './blocking.ts';
export type { BlockingKind } from './blocking.ts';
export {
  callsWithRole,
  entriesOf,
  isLibraryFor,
  libraryEvidence,
  linesMatching,
  outboundCalls,
  practiceRow,
  SERVICE_ENTRIES,
} from './practices.ts';
export { autocommits, autocommitSetting, transactionOpener } from './autocommit.ts';
export {
  acksFailures,
  autoAckOf,
  callbacksOf,
  isAck,
  messagingFact,
  readersOf,
  workAfterAck,
  workHandedOver,
  workOf,
} from './acknowledgements.ts';
export { builtAgain, builtOnce, servedUnit } from './built-again.ts';
export type { BuiltAgain } from './built-again.ts';
export { isInService, isScript, isServed, usersOfKept } from './kept-users.ts';
export { argumentTexts, inThread } from './call-text.ts';
export { isAskedOrRepeatable, repeatedCommit } from './commits.ts';
export { isExplained } from './meant-commits.ts';
export type { RepeatedCommit, StoringStep } from './commits.ts';
export { concurrentCalls } from './concurrent-calls.ts';
export type { ConcurrentCall, ConcurrentCalls } from './concurrent-calls.ts';
export { isCoroutineFunction, makesCoroutine } from './coroutines.ts';
export { insertedParts, leadingText, isCheckedBefore, isHandedIn } from './composed-text.ts';
export type { InsertedPart } from './composed-text.ts';
export { escapingValues } from './escaping-values.ts';
export type { EscapingValue } from './escaping-values.ts';
export { unprotectedWrites } from './unprotected-writes.ts';
export type { StoredWrite, UnprotectedWrites } from './unprotected-writes.ts';
export { isUseCase } from './use-cases.ts';
export { mayWaitFor } from './waited-for.ts';
export { brokenContracts, contractsOn, forbiddenLibraries } from './contracts.ts';
export type { BrokenContract } from './contracts.ts';
export { expressionsOf } from '../python/facts/expressions.ts';
export { textOf } from '../python/facts/canonical-text.ts';
export { booleanValue, isNone, nameOf, numberValue, placeAt, stringValue } from './expressions.ts';
export {
  callsWithin,
  catchesEverything,
  codeBodiesOf,
  codeBodyOf,
  handlerPlace,
  handlerText,
  handlesItself,
  hasLinterComment,
  isSilentHandler,
  suppressionOfAll,
} from './handlers.ts';
export type { CodeBody } from './handlers.ts';
export { raceStake } from './race-stakes.ts';
export type { RaceStake } from './race-stakes.ts';
export {
  certaintyOf,
  isCheckedNext,
  isLastResort,
  isParsing,
  keepsDefault,
  lossOf,
  saysWhy,
  tellsOfErrors,
} from './lost-errors.ts';
export type { Loss } from './lost-errors.ts';
export { endlessLoopsOf, isGuardedAround, outsideCallsIn, outsideCallsOf } from './loops.ts';
export { declaredRetry, givenFor, retryLoopsOf } from './retries.ts';
export type { DeclaredRetry, RetryLoop } from './retries.ts';
export type { LoopStmt } from './loops.ts';
export {
  effectsInOrder,
  effectWords,
  movableStep,
  orderText,
  stepsInTransaction,
} from './effect-order.ts';
export type { OrderedEffect } from './effect-order.ts';
export { heldTransactions, touchesDatabase } from './held-transactions.ts';
export type { HeldTransaction } from './held-transactions.ts';
export { checksThenInserts, isDefaultRow } from './check-then-insert.ts';
export type { CheckThenInsert } from './check-then-insert.ts';
export { checksThenSaves, savedOnce } from './check-then-save.ts';
export type { CheckThenSave } from './check-then-save.ts';
export { exactField, isShare, wordsAround } from './exact-money.ts';
export { triedCalls } from './tried-calls.ts';
export { executeText } from './session-text.ts';
export { featureReachOf, featuresMix, holdsRecordsOnly, isKernel } from './feature-reach.ts';
export type { FeatureReach } from './feature-reach.ts';
export { cycleClosedBy, cycleText, shortestCycle, wasEntangled } from './import-cycles.ts';
export type { ClosedCycle } from './import-cycles.ts';
export { importedName, importPlace, importText } from './imports.ts';
export { layerCrossing } from './layer-crossing.ts';
export type { LayerCrossing } from './layer-crossing.ts';
export { expressionsOfBody, isSharedName, unreadResult, withNested } from './local-names.ts';
export { eagerLoading, lazyByLoop } from './lazy-relations.ts';
export { loopQueries } from './loop-queries.ts';
export type { LoopQuery } from './loop-queries.ts';
export { queryForAll } from './query-keys.ts';
export { isOperand } from './operands.ts';
export { isLockOfLoop } from './lost-locks.ts';
export {
  acceptsRace,
  isSaidUnused,
  isRowOfOneRun,
  lossOfUpdate,
  writtenTogether,
} from './lost-update-stakes.ts';
export { lostUpdates } from './lost-updates.ts';
export { interleaving, lineOf } from './interleaving.ts';
export type { RaceStep } from './interleaving.ts';
export { onceOnlyEffects } from './once-only.ts';
export type { OnceOnlyEffect } from './once-only.ts';
export { calledBy, reachedFunctions } from './reached.ts';
export type { ReachedFunction } from './reached.ts';
export { crashWindow } from './crash-window.ts';
export { outsideSteps } from './outside-steps.ts';
export type { OutsideStep, StepKind } from './outside-steps.ts';
export { addedMigrations, isFilledElsewhere, listed } from './change-migrations.ts';
export type { AddedMigrations } from './change-migrations.ts';
export { rewritesTable, typeFamily } from './column-types.ts';
export { usesPostgres } from './dialect.ts';
export { changedName, lockFix, lockSteps } from './lock-advice.ts';
export { conflictingHeads } from './migration-heads.ts';
export type { SchemaDifference } from './model-changes.ts';
export { uniqueLookup } from './unique-lookups.ts';
export type { UniqueLookup } from './unique-lookups.ts';
export { mayBeUnique } from './uniqueness.ts';
export { unmigratedModels } from './unmigrated-models.ts';
export type { UnmigratedModel } from './unmigrated-models.ts';
export { takenAway } from './taken-away.ts';
export type { TakenAway } from './taken-away.ts';
export { tableLock } from './table-locks.ts';
export type { TableLock } from './table-locks.ts';
export { appFolder, tableOf } from './table-models.ts';
export { answersSuccess } from './answers.ts';
export { paymentCall } from './payment-calls.ts';
export type { PaymentCall } from './payment-calls.ts';
export { fannedOver, firstName, isFewItems, saysBound } from './fanout.ts';
export { runsAlone, runsAtStart } from './starting.ts';
export { portFor } from './ports.ts';
export { chainCalls, databaseStatement, readIn, rootName, rowSource } from './rows.ts';
export { isKept, isStoredBefore, isStoredFirst } from './kept-events.ts';
export { swallowedByCallee } from './swallowed-by-callee.ts';
export { passesRequestOn } from './proxies.ts';
export { isAlwaysLiteral } from './given-literals.ts';
export { isBestEffort } from './best-effort.ts';
export { isPutOff, looksForRows, rowHanded, stepsTo } from './task-dispatch.ts';
export { isInBlock, lockReleasedBefore, rowLocksIn } from './row-locks.ts';
export type { ReleasedLock } from './row-locks.ts';
export type { LostUpdate, RowSource, WithinFunction } from './rows.ts';
export { isExclusive, isGuardedElsewhere, stateTransitions } from './transitions.ts';
export { repositoryTransitions } from './repository-transitions.ts';
export { hasConsequence, isHarmlessTwice, isOnlySet } from './transition-consequences.ts';
export type { StateTransition } from './transitions.ts';
export { stateSelections } from './job-claims.ts';
export type { StateSelection } from './job-claims.ts';
export { blocksOf, childrenOf, expressionsIn, statementsIn } from './walk.ts';
export {
  enclosing,
  enclosingAll,
  handlerAround,
  isConditional,
  isInsideLoop,
  repeatingLoop,
  sharesRegion,
  triesAround,
  tryAround,
} from '../python/flow/questions.ts';
export { chainOf, singleDefinition } from '../python/effects/chains.ts';
export { statementOf } from '../python/effects/statement.ts';
export type { DatabaseStatement } from '../python/effects/statement.ts';
export { isGitIgnored } from './git-ignored.ts';
export { isSecretPlace, SECRET_FILE_NAMES, secretsIn } from './secret-files.ts';
export type { FoundSecret, SecretFile } from './secret-files.ts';
export { isAsyncSession, sessionsUsedBy } from './session-use.ts';
export { swallowedInTransaction } from './swallowed-in-transaction.ts';
export type { SwallowedInTransaction } from './swallowed-in-transaction.ts';
export { exitFlaws, yieldFlaws } from './units-of-work.ts';
export type { UnitOfWorkFlaw } from './units-of-work.ts';
export { overtakenWrites } from './shared-state.ts';
export type { OvertakenWrite } from './shared-state.ts';
export { swallowedCancellations } from './swallowed-cancellation.ts';
export type { SwallowedCancellation } from './swallowed-cancellation.ts';
export type * from '../python/model/index.ts';
export type * from '../python/facts/facts.ts';
export type { Knowledge } from '../knowledge/knowledge.ts';
export type { CallableFact, Effect, EntryKind, LibraryEntry, Role } from '../knowledge/entries.ts';
export type { Contract, IgnoredImport } from '../domain/contract.ts';
export type { Confidence, Severity } from '../domain/finding.ts';
